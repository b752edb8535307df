using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>An urgency to end: by any member once somebody answers for it, before that by whoever raised it.</summary>
internal sealed class ResolveUrgencyCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly ulong _urgency;

    private ResolveUrgencyCommand(
        StreamId stream, PersonId author, RequestId request, ResolveUrgencyRequest resolution)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.ResolveUrgencyFieldNumber, resolution);
        _urgency = resolution.Urgency;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, ResolveUrgencyRequest request, out ResolveUrgencyCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        command = new ResolveUrgencyCommand(stream, author, id, request);
        return null;
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is null)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (fold.Urgencies.Find((long)_urgency) is not { } urgency)
        {
            return Decision.Refuse(Refusal.WrongState("There is no such open urgency."));
        }

        return urgency.MayBeResolvedBy(Author)
            ? Decision.Write(
                new FactDraft(new Fact { UrgencyResolved = new UrgencyResolved { Urgency = _urgency } }),
                UrgencyRows.Resolved(_stream, urgency.Seq))
            : Decision.Refuse(Refusal.WrongState("Nobody has acknowledged it yet."));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        ResolveUrgency = new ResolveUrgencyResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
