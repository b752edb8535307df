using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// What follows from a fact, elsewhere or later: stored in the fact's transaction, carried out as an ordinary command
/// whose request id derives from it, deleted when answered, swept after a crash.
/// </summary>
/// <param name="Stream">The stream of the fact.</param>
/// <param name="Seq">The fact.</param>
/// <param name="Target">The stream that is to act.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Person">The person concerned.</param>
/// <param name="DueAt">When, in milliseconds since 1970-01-01T00:00:00Z; 0: at once.</param>
internal sealed record ConsequenceRow(
    StreamId Stream, long Seq, StreamId Target, ConsequenceKind Kind, PersonId Person, long DueAt = 0)
{
    /// <summary>What the person is notified of, if that is what is to be done.</summary>
    public NotificationKind? Notification =>
        Kind is > ConsequenceKind.Notification and < ConsequenceKind.AlertDue
            ? (NotificationKind)(Kind - ConsequenceKind.Notification)
            : null;

    /// <summary>
    /// Notifies a person of a fact, once, present or absent: it goes with the decision that writes the fact, and ends
    /// as a fact in the person's inbox. It costs a row and a fact a person, hence is for what is rare; messages are not
    /// notified so. Who may not read the fact must not be notified of it: that is for the caller to see to.
    /// </summary>
    public static ConsequenceRow Notify(StreamId stream, long seq, PersonId person, NotificationKind kind) =>
        new(stream, seq, StreamId.InboxOf(person), ConsequenceKind.Notification + (int)kind, person);
}
