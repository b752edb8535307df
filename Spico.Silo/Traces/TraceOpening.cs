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
        """
        SELECT stream, person, seq FROM trace_opening
        WHERE gateway = $1 AND (stream, person, seq) > ($2, $3, $4)
        ORDER BY stream, person, seq LIMIT $5
        """);

    /// <summary>An opening through a gateway.</summary>
    public static TraceOpening Of(StreamId stream, IGatewayObserver gateway) =>
        new(stream, gateway.GetGrainId().ToString());

    /// <summary>
    /// The id under which an opening is closed: once by its gateway, and once as lost. A gateway that was only cut off
    /// still tells how far it went.
    /// </summary>
    public static RequestId ClosingOf(StreamId stream, long opening, bool isLost)
    {
        Span<byte> source = stackalloc byte[16 + 8 + 1];
        stream.Value.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[16..], opening);
        source[24] = isLost ? (byte)1 : (byte)0;
        return RequestId.From(RequestHash.Of(source));
    }

    /// <summary>The gateways through which streams are open.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static ValueTask<List<string>> ReadGatewaysAsync(ILogStore store) =>
        store.ReadRowsAsync(Gateways, row => row.Text(0));

    /// <summary>Openings through a gateway that are not closed, after one of them.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static ValueTask<List<OpeningKey>> ReadAsync(
        ILogStore store, string gateway, OpeningKey after, int limit) => store.ReadRowsAsync(
        Through,
        row => new OpeningKey(StreamId.From(row.Id(0)), PersonId.From(row.Id(1)), row.Number(2)),
        gateway,
        after.Stream.Value,
        after.Person.Value,
        after.Seq,
        (long)limit);

    /// <summary>Forgets openings that are closed, or that nothing is known of any more.</summary>
    public static async Task<bool> ForgetAsync(ILog log, IReadOnlyList<OpeningKey> openings)
    {
        // Kept under the first of them: there is one such change at a time a person and stream.
        RowChange[] changes =
            [.. openings.Select(one => new RowChange(Delete, one.Stream.Value, one.Person.Value, one.Seq))];
        OpeningKey first = openings[0];
        return await log.Keep(
            new FollowingRows(changes) { Stream = first.Stream, Person = first.Person, Version = first.Seq })
            == AppendOutcome.Durable;
    }

    /// <summary>The change that goes with the trace of that number.</summary>
    public RowChange RowOf(PersonId person, long seq, AccessTrace trace) => Gateway is null
        ? new RowChange(Delete, Stream.Value, person.Value, (long)trace.Opening)
        : new RowChange(Insert, Stream.Value, person.Value, seq, Gateway);
}
