using Spico.Protocol.V1;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>The search within the conversation, and its index.</content>
internal sealed partial class ConversationGrain : IConversationSearch
{
    public async ValueTask<Reply> Search(Caller caller, SearchMessagesRequest request)
    {
        if (SearchQuery.TryRead(request, out SearchQuery? query) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        if (ended is not null)
        {
            return new Reply { Error = ended };
        }

        (Error? refusal, (ConversationKind kind, Patient? patient, bool isMember)) = await _pipeline.AskAsync(
            caller.Person, static (fold, person) => (fold.Kind, fold.Patient, fold.MembershipOf(person) is not null));
        StreamReading? reading = null;
        if (refusal is null)
        {
            (refusal, reading) = await _pipeline.OpenReadingAsync(caller.Person, withheld);
        }

        return reading is null
            ? LetGoIfNothing(new Reply { Error = refusal })
            : await _search.FindAsync(caller.Person, query!, _stream, PlaceOf);

        SearchPlace PlaceOf(IndexPosition index) => new(_stream, () => reading.Cipher)
        {
            Kind = kind,
            Patient = patient,
            Access = reading.Access,
            Head = reading.Head.Seq,
            Index = index,
            IsPast = !isMember,
        };
    }

    public ValueTask Index() => new(_indexer.FollowAsync());

    public ValueTask Follow() => new(_indexer.FollowAsync());
}
