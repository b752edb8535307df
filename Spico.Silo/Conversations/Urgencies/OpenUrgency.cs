using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>
/// An urgency that is not over, and what may become of it: raised, notified, then step by step escalated until its
/// chain ends or somebody acknowledges it; nothing escalates after that.
/// </summary>
internal sealed record OpenUrgency
{
    /// <summary>The fact that raised it: its name.</summary>
    public required long Seq { get; init; }

    /// <summary>The message it is on; 0: the conversation.</summary>
    public required long Message { get; init; }

    public required PersonId RaisedBy { get; init; }

    public required long RaisedAt { get; init; }

    /// <summary>How it escalates, with nothing left to defaults.</summary>
    public required Escalation Escalation { get; init; }

    /// <summary>Steps taken; one more than there are when the chain has ended.</summary>
    public int Level { get; init; }

    /// <summary>The fact that brought it to this level.</summary>
    public required long LevelSeq { get; init; }

    public required long LevelAt { get; init; }

    public PersonId? AcknowledgedBy { get; init; }

    public long AcknowledgedAt { get; init; }

    /// <summary>To whom it was handed over, until somebody acknowledges it again.</summary>
    public PersonId? HandedTo { get; init; }

    /// <summary>How many were notified when it was raised.</summary>
    public int Notified { get; init; }

    /// <summary>Since when all of them are; 0: not yet.</summary>
    public long NotifiedAt { get; init; }

    /// <summary>The first fact that names them.</summary>
    public long NotifiedSeq { get; init; }

    public UrgencyState State => AcknowledgedBy is not null ? UrgencyState.Acknowledged
        : Level == 0 ? NotifiedAt == 0 ? UrgencyState.Raised : UrgencyState.Notified
        : Level > Escalation.Steps.Count ? UrgencyState.Unanswered
        : UrgencyState.Escalated;

    /// <summary>Whether it goes on to the next level when it is due.</summary>
    public bool Escalates => State is UrgencyState.Raised or UrgencyState.Notified or UrgencyState.Escalated;

    /// <summary>Whether the next level is the last: the chain has ended.</summary>
    public bool IsLastLevelNext => Level == Escalation.Steps.Count;

    /// <summary>The step that the next level takes; null when the chain has ended.</summary>
    public EscalationStep? NextStep => IsLastLevelNext ? null : Escalation.Steps[Level];

    /// <summary>Whether a person may answer for it. Whoever raised it waits for somebody else.</summary>
    public bool MayBeAcknowledgedBy(PersonId person) => AcknowledgedBy is null && person != RaisedBy;

    /// <summary>Whether a person may end it.</summary>
    public bool MayBeResolvedBy(PersonId person) => AcknowledgedBy is not null || person == RaisedBy;

    /// <summary>Whether a person may pass it on to another: who answers for it, not to who raised it.</summary>
    public bool MayBeHandedOver(PersonId by, PersonId to) => AcknowledgedBy == by && to != by && to != RaisedBy;

    public OpenUrgency Acknowledged(PersonId by, long at) =>
        this with { AcknowledgedBy = by, AcknowledgedAt = at, HandedTo = null };

    /// <summary>Passed on: it waits again where it stood, before the end of its chain if that was reached.</summary>
    public OpenUrgency HandedOver(PersonId to, long seq, long at) => this with
    {
        AcknowledgedBy = null,
        AcknowledgedAt = 0,
        HandedTo = to,
        Level = Math.Min(Level, Escalation.Steps.Count),
        LevelSeq = seq,
        LevelAt = at,
    };

    public OpenUrgency Escalated(long seq, long at) => this with { Level = Level + 1, LevelSeq = seq, LevelAt = at };

    /// <summary>So many more are notified.</summary>
    public OpenUrgency NotifiedTo(int persons, long seq, long at) => this with
    {
        Notified = Notified + persons,
        NotifiedAt = at,
        NotifiedSeq = NotifiedSeq == 0 ? seq : NotifiedSeq,
    };

    /// <summary>The urgency as it is told and kept.</summary>
    public Urgency ToMessage() => new()
    {
        Urgency_ = (ulong)Seq,
        Message = (ulong)Message,
        RaisedBy = RaisedBy.ToByteString(),
        RaisedAt = RaisedAt,
        State = State,
        Level = (uint)Level,
        LevelSeq = (ulong)LevelSeq,
        LevelAt = LevelAt,
        Escalation = Escalation,
        AcknowledgedBy = AcknowledgedBy?.ToByteString() ?? ByteString.Empty,
        AcknowledgedAt = AcknowledgedAt,
        HandedTo = HandedTo?.ToByteString() ?? ByteString.Empty,
        Notified = (uint)Notified,
        NotifiedAt = NotifiedAt,
        NotifiedSeq = (ulong)NotifiedSeq,
    };

    /// <summary>The urgency of a message made here.</summary>
    public static OpenUrgency Of(Urgency message) => new()
    {
        Seq = (long)message.Urgency_,
        Message = (long)message.Message,
        RaisedBy = PersonOf(message.RaisedBy),
        RaisedAt = message.RaisedAt,
        Escalation = message.Escalation,
        Level = (int)message.Level,
        LevelSeq = (long)message.LevelSeq,
        LevelAt = message.LevelAt,
        AcknowledgedBy = message.AcknowledgedBy.IsEmpty ? null : PersonOf(message.AcknowledgedBy),
        AcknowledgedAt = message.AcknowledgedAt,
        HandedTo = message.HandedTo.IsEmpty ? null : PersonOf(message.HandedTo),
        Notified = (int)message.Notified,
        NotifiedAt = message.NotifiedAt,
        NotifiedSeq = (long)message.NotifiedSeq,
    };

    /// <summary>A person of a fact that was checked when it was written.</summary>
    public static PersonId PersonOf(ByteString bytes) =>
        PersonId.TryFrom(bytes, out PersonId person) ? person : default;
}
