using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>
/// Reads what happened in a conversation beside its messages and is worth a line in a synthesis: who came and went,
/// what was urgent, what was asked of whom.
/// </summary>
internal sealed class EventReader(StreamId stream, ILogStore store)
{
    /// <summary>Facts of a page.</summary>
    public const int PageFacts = 200;

    private static readonly Fact.BodyOneofCase[] Kinds =
    [
        Fact.BodyOneofCase.ConversationCreated, Fact.BodyOneofCase.MemberAdded, Fact.BodyOneofCase.MemberRemoved,
        Fact.BodyOneofCase.MemberLeft, Fact.BodyOneofCase.PracticeSet, Fact.BodyOneofCase.UrgencyRaised,
        Fact.BodyOneofCase.UrgencyNotified, Fact.BodyOneofCase.UrgencyAcknowledged,
        Fact.BodyOneofCase.UrgencyHandedOver, Fact.BodyOneofCase.UrgencyEscalated, Fact.BodyOneofCase.UrgencyResolved,
        Fact.BodyOneofCase.CareRequestMade, Fact.BodyOneofCase.CareRequestAddresseeChanged,
        Fact.BodyOneofCase.CareRequestTaken, Fact.BodyOneofCase.CareRequestAnswered,
        Fact.BodyOneofCase.CareRequestClosed, Fact.BodyOneofCase.CareRequestDeclined,
    ];

    private static readonly RowSql Forwards = new(
        $"""
        SELECT {MessageColumns.Whole} FROM fact f
        WHERE f.stream = $1 AND f.seq > $2 AND f.seq <= $3 AND f.ordinal = 0
          AND f.kind IN ({string.Join(", ", Kinds.Select(kind => (int)kind))})
        ORDER BY f.seq LIMIT $4
        """);

    /// <summary>A page of such facts after one of them, as a person may read them.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<List<Fact>> ReadAsync(StreamReading reading, long after)
    {
        List<FactRow> rows = await store.ReadRowsAsync(
            Forwards,
            row => MessageColumns.ReadWhole(row, stream),
            stream.Value,
            Math.Max(after, reading.Access.VisibleAfter),
            reading.Head.Seq,
            (long)PageFacts);
        return [.. rows.Select(reading.Open)];
    }
}
