using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>The rows of the index, as they are written and as the indexer asks for them.</summary>
internal static class SearchRows
{
    // A message that changed after it was read must not come back as it was: the row is then to be made again.
    private static readonly RowSql Set = new(
        """
        INSERT INTO search_segment (stream, first, last, ordinal, messages, first_at, last_at, sealed)
        SELECT $1, $2, $3, $4, $5, $6, $7, CASE WHEN EXISTS (
            SELECT 1 FROM message_change c WHERE c.stream = $1 AND c.message BETWEEN $2 AND $3 AND c.seq > $8)
            THEN $9 ELSE $10 END
        WHERE EXISTS (SELECT 1 FROM stream WHERE id = $1 AND length(wrapped_key) > 0)
        ON CONFLICT (stream, first) DO UPDATE SET last = excluded.last, ordinal = excluded.ordinal,
            messages = excluded.messages, last_at = excluded.last_at, sealed = excluded.sealed
        """);

    private static readonly RowSql Empty = new(
        """
        UPDATE search_segment SET sealed = $1 WHERE stream = $2 AND last >= $3 AND first = (
            SELECT max(l.first) FROM search_segment l WHERE l.stream = $2 AND l.first <= $3)
        """);

    // The newest, and those to be made again.
    private static readonly RowSql Unfinished = new(
        """
        SELECT g.first, g.last, g.ordinal, g.messages, length(g.sealed) FROM search_segment g
        WHERE g.stream = $1 AND (length(g.sealed) = 0
            OR g.first = (SELECT max(l.first) FROM search_segment l WHERE l.stream = g.stream))
        ORDER BY g.first
        """);

    private static readonly RowSql Facts = new(
        $"""
        SELECT {MessageColumns.Whole}, {MessageColumns.ChangeWhole}
        FROM fact f LEFT JOIN fact e ON e.stream = f.stream AND e.seq = (
            SELECT max(c.seq) FROM message_change c
            WHERE c.stream = f.stream AND c.message = f.seq AND c.seq <= $4)
        WHERE f.stream = $1 AND f.seq BETWEEN $2 AND $3 AND f.ordinal > 0 ORDER BY f.seq LIMIT $5
        """);

    /// <summary>A segment of messages as they were at a head.</summary>
    public static RowChange Sealed(SegmentRow row, long asOf) => new(
        Set, row.Stream.Value, row.First, row.Last, row.Ordinal, row.Messages, row.FirstAt, row.LastAt, asOf,
        Array.Empty<byte>(), row.Sealed);

    /// <summary>A message changes: what the index keeps of it goes with what its neighbours say.</summary>
    public static RowChange Changed(StreamId stream, long message) =>
        new(Empty, Array.Empty<byte>(), stream.Value, message);

    /// <summary>The last segment of a conversation, and those to be made again; oldest first.</summary>
    public static ValueTask<List<SegmentRow>> ReadUnfinishedAsync(ILogStore store, StreamId stream) =>
        store.ReadRowsAsync(
            Unfinished,
            row => new SegmentRow
            {
                Stream = stream,
                First = row.Number(0),
                Last = row.Number(1),
                Ordinal = row.Number(2),
                Messages = row.Number(3),
                Length = row.Number(4),
            },
            stream.Value);

    /// <summary>Messages from one to another, with their last change as of a head; oldest first.</summary>
    public static ValueTask<List<MessageFacts>> ReadFactsAsync(
        ILogStore store, StreamId stream, (long First, long Last) range, long asOf, int limit) =>
        store.ReadRowsAsync(
            Facts,
            row => MessageFacts.Read(row, 0, stream),
            stream.Value, range.First, range.Last, asOf, (long)limit);
}
