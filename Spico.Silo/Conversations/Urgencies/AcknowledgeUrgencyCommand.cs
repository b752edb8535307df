using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>A member answers for an urgency. The first who does has it; others are told who.</summary>
internal sealed class AcknowledgeUrgencyCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly ulong _urgency;

    private AcknowledgeUrgencyCommand(
        StreamId stream, PersonId author, RequestId request, AcknowledgeUrgencyRequest acknowledgement)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.AcknowledgeUrgencyFieldNumber, acknowledgement);
        _urgency = acknowledgement.Urgency;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, AcknowledgeUrgencyRequest request, out AcknowledgeUrgencyCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        command = new AcknowledgeUrgencyCommand(stream, author, id, request);
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

        if (urgency.MayBeAcknowledgedBy(Author))
        {
            var acknowledged = new UrgencyAcknowledged { Urgency = _urgency };
            return Decision.Write(
                new FactDraft(new Fact { UrgencyAcknowledged = acknowledged }),
                UrgencyRows.Acknowledged(_stream, urgency.Seq));
        }

        return urgency.AcknowledgedBy == Author
            ? Decision.Unchanged(new Reply
            {
                AcknowledgeUrgency = new AcknowledgeUrgencyResponse { At = urgency.AcknowledgedAt },
            })
            : Decision.Refuse(urgency.AcknowledgedBy is { } by
                ? Refusal.Taken(by)
                : Refusal.WrongState("Whoever raised an urgency waits for somebody else."));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        AcknowledgeUrgency = new AcknowledgeUrgencyResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
            At = outcome.At,
        },
    };
}
