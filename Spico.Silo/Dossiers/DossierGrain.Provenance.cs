using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Patients;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>What links it with conversations.</content>
internal sealed partial class DossierGrain
{
    public async ValueTask<OneWithFound> FindOneWith()
    {
        (Error? refusal, StreamId[]? dossiers) = await _pipeline.AskAsync(
            0, static (fold, _) => fold.Identity.OneWith.ToArray());
        LetGoIfNothing();
        return new OneWithFound(refusal, dossiers ?? []);
    }

    public async ValueTask<FiledEntry> FindFiled(long seq)
    {
        (Error? refusal, FiledEntry? filed) = await _pipeline.AskAsync(
            (ulong)seq, static (fold, seq) => FiledEntries.Find(fold, seq));
        if (filed is { Source: null })
        {
            (refusal, filed) = await FindPastAsync(seq);
        }

        LetGoIfNothing();
        return filed ?? new FiledEntry(refusal, FiledKind.Unspecified, null);
    }

    // What is over, or has made way for newer entries, was made of the message all the same.
    private async ValueTask<Answer<FiledEntry>> FindPastAsync(long seq)
    {
        try
        {
            List<FactRow> facts = await _services.Storage.Store.ReadFactsAsync(_stream, seq - 1, false, 1);
            return await _pipeline.AskAsync(
                (Row: facts is [var fact] && fact.Seq == seq ? fact : null, seq),
                static (fold, cipher, asked) => asked.Row is null
                    ? new FiledEntry(null, FiledKind.Unspecified, null)
                    : FiledEntries.Of(fold, Fact.Parser.ParseFrom(cipher!.Open(asked.Row)), (ulong)asked.seq));
        }
        catch (StoreException failure)
        {
            return new Answer<FiledEntry>(Refusal.Of(failure.Failure), null);
        }
    }

    // The conversation that the caller has already, or a new one with everybody who cares for the patient: they share
    // on the ground on which they are in the circle.
    private async ValueTask<Reply> OpenConversationAsync(Caller caller, OpenDossierConversationRequest request)
    {
        if (DossierCall.Check(request.RequestId) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        (Error? refusal, (CreateConversationRequest? creation, bool mayOpen)) = await _pipeline.AskAsync(
            caller.Person,
            static (fold, person) => (CircleConversation.Of(fold, person), CircleConversation.MayOpen(fold, person)));
        if (creation is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") };
        }

        _ = RequestId.TryFrom(request.RequestId, out RequestId id);
        StreamId conversation = StreamId.OpenedBy(StreamKind.Conversation, caller.Person, id);
        Reply known = await GrainFactory.GetGrain<IPatientsGrain>(0).FindConversations(
            caller, new FindPatientConversationsRequest { Dossier = request.Dossier });
        if (known.Error is not null)
        {
            return known;
        }

        if (known.FindPatientConversations.Conversations.FirstOrDefault() is { } found)
        {
            return Opened(found, isCreated: found == conversation.ToByteString());
        }

        if (!mayOpen)
        {
            return new Reply { Error = Refusal.WrongState("Who came in an emergency opens no conversation.") };
        }

        creation.RequestId = request.RequestId;
        Reply created = await GrainFactory.GetGrain<IConversationGrain>(StreamKey.Of(conversation))
            .Create(caller, creation);
        return created.Error is null ? Opened(created.CreateConversation.Conversation, isCreated: true) : created;
    }

    private static Reply Opened(Google.Protobuf.ByteString conversation, bool isCreated) => new()
    {
        OpenDossierConversation = new OpenDossierConversationResponse
        {
            Conversation = conversation,
            Created = isCreated,
        },
    };
}
