using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>
/// Whoever answers for an urgency passes it on. Nobody answers for it then until it is acknowledged: it is due again.
/// </summary>
internal sealed class HandOverUrgencyCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly ulong _urgency;
    private readonly PersonId _person;
    private readonly long _now;

    private HandOverUrgencyCommand(
        StreamId stream, PersonId author, RequestId request, HandOverUrgencyRequest asked, PersonId person, long now)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.HandOverUrgencyFieldNumber, asked);
        _urgency = asked.Urgency;
        _person = person;
        _now = now;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        HandOverUrgencyRequest request,
        long now,
        out HandOverUrgencyCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (!PersonId.TryFrom(request.Person, out PersonId person))
        {
            return Refusal.Invalid("person", "16 bytes.");
        }

        command = new HandOverUrgencyCommand(stream, author, id, request, person, now);
        return null;
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is null)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (fold.Urgencies.Find((long)_urgency) is not { } urgency || urgency.AcknowledgedBy != Author)
        {
            return Decision.Refuse(Refusal.WrongState("Only an urgency that the caller answers for."));
        }

        if (fold.MembershipOf(_person) is null || !urgency.MayBeHandedOver(Author, _person))
        {
            return Decision.Refuse(Refusal.Invalid("person", "Another member, not the one who raised it."));
        }

        long seq = fold.Head.Seq + 1;
        var handedOver = new UrgencyHandedOver { Urgency = _urgency, Person = _person.ToByteString() };
        return Decision.Write(
            [new FactDraft(new Fact { UrgencyHandedOver = handedOver })],
            [],
            [
                ConsequenceRow.Notify(_stream, seq, _person, NotificationKind.Urgency),
                new ConsequenceRow(
                    _stream,
                    seq,
                    _stream,
                    ConsequenceKind.UrgencyDue,
                    urgency.RaisedBy,
                    _now + urgency.Escalation.AfterMs),
            ],
            [UrgencyRows.HandedOver(_stream, urgency.Seq)]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        HandOverUrgency = new HandOverUrgencyResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
