using System.Buffers.Binary;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// What the trace of an opening or of a closing changes beside itself: which openings are not closed, each with the
/// gateway it is through.
/// </summary>
/// <param name="Stream">The stream that was opened.</param>
/// <param name="Gateway">The gateway; null for a closing.</param>
internal sealed record TraceOpening(StreamId Stream, string? Gateway)
{
    private static readonly RowSql Insert = new(
        "INSERT INTO trace_opening (stream, person, seq, gateway) VALUES ($1, $2, $3, $4)");

    private static readonly RowSql Delete = new(
        "DELETE FROM trace_opening WHERE stream = $1 AND person = $2 AND seq = $3");

    private static readonly RowSql Gateways = new("SELECT DISTINCT gateway FROM trace_opening");

    private static readonly RowSql Through = new(
        "SELECT stream, person, seq FROM trace_opening WHERE gateway = $1 LIMIT $2");

    /// <summary>An opening through a gateway.</summary>
    public static TraceOpening Of(StreamId stream, IGatewayObserver gateway) =>
        new(stream, gateway.GetGrainId().ToString());

    /// <summary>The id under which an opening is closed: once, whoever does it.</summary>
    public static RequestId ClosingOf(StreamId stream, long opening)
    {
        Span<byte> source = stackalloc byte[16 + 8];
        stream.Value.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[16..], opening);
        return RequestId.From(RequestHash.Of(source));
    }

    /// <summary>The gateways through which streams are open.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static ValueTask<List<string>> ReadGatewaysAsync(ILogStore store) =>
        store.ReadRowsAsync(Gateways, row => row.Text(0));

    /// <summary>Openings through a gateway that are not closed.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static ValueTask<List<(StreamId Stream, PersonId Person, long Seq)>> ReadAsync(
        ILogStore store, string gateway, int limit) => store.ReadRowsAsync(
        Through,
        row => (StreamId.From(row.Id(0)), PersonId.From(row.Id(1)), row.Number(2)),
        gateway,
        (long)limit);

    /// <summary>The change that goes with the trace of that number.</summary>
    public RowChange RowOf(PersonId person, long seq, AccessTrace trace) => Gateway is null
        ? new RowChange(Delete, Stream.Value, person.Value, (long)trace.Opening)
        : new RowChange(Insert, Stream.Value, person.Value, seq, Gateway);
}
