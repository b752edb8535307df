using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// Which dossiers a list showed, as rows beside its trace: by them each dossier finds the lists it was in.
/// </summary>
internal static class TraceRows
{
    private static readonly RowSql Insert = new(
        "INSERT INTO trace_listed (dossier, stream, seq, at) VALUES ($1, $2, $3, $4)");

    private static readonly RowSql Page = new(
        """
        SELECT t.stream, t.seq, t.at, s.wrapped_key FROM trace_listed t JOIN stream s ON s.id = t.stream
        WHERE t.dossier = $1 AND (t.at, t.stream, t.seq) < ($2, $3, $4)
        ORDER BY t.at DESC, t.stream DESC, t.seq DESC LIMIT $5
        """);

    private static readonly RowSql OfTrace = new("SELECT dossier FROM trace_listed WHERE stream = $1 AND seq = $2");

    /// <summary>The rows of a trace; none unless it is one of a list.</summary>
    public static IEnumerable<RowChange> Of(StreamId stream, long seq, long at, AccessTrace trace)
    {
        foreach (ByteString dossier in trace.Dossiers.Distinct())
        {
            yield return new RowChange(Insert, new Guid(dossier.Span, bigEndian: true), stream.Value, seq, at);
        }
    }

    /// <summary>The lists that showed a dossier before a place, the newest first.</summary>
    public static ValueTask<List<ListedRow>> ReadAsync(
        ILogStore store, StreamId dossier, FactCursor before, int limit) =>
        store.ReadRowsAsync(
            Page,
            row => new ListedRow(new FactCursor(row.Number(2), row.Id(0), row.Number(1)), row.Bytes(3)),
            dossier.Value,
            before.At,
            before.Stream,
            before.Seq,
            (long)limit);

    /// <summary>The dossiers of which a trace is found.</summary>
    public static ValueTask<List<Guid>> ReadDossiersAsync(ILogStore store, StreamId stream, long seq) =>
        store.ReadRowsAsync(OfTrace, row => row.Id(0), stream.Value, seq);

    /// <summary>A list that showed a dossier.</summary>
    /// <param name="Place">When, and which trace tells of it.</param>
    /// <param name="WrappedKey">The key of that trace's stream.</param>
    internal sealed record ListedRow(FactCursor Place, byte[] WrappedKey);
}
