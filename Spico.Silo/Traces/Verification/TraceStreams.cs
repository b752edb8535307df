using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces.Verification;

/// <summary>Reads the streams of traces there are, whosever they are.</summary>
internal static class TraceStreams
{
    private const long PageStreams = 500;

    private static readonly RowSql Page = new(
        """
        SELECT id, head, wrapped_key FROM stream WHERE id > $1 AND id < $2 AND active_at >= $3 ORDER BY id LIMIT $4
        """);

    // All ids of the kind lie between these: its number is their first byte.
    private static readonly Guid First = Beginning((byte)StreamKind.Trace);
    private static readonly Guid Beyond = Beginning((byte)StreamKind.Trace + 1);

    /// <summary>The streams that were written to since a time, in the order of their ids.</summary>
    public static async IAsyncEnumerable<Listed> ReadAsync(ILogStore store, long since)
    {
        Guid after = First;
        while (true)
        {
            List<Listed> page = await store.ReadRowsAsync(
                Page,
                row => new Listed(StreamId.From(row.Id(0)), row.Number(1), row.Bytes(2)),
                after,
                Beyond,
                since,
                PageStreams);
            foreach (Listed listed in page)
            {
                yield return listed;
            }

            if (page.Count < PageStreams)
            {
                yield break;
            }

            after = page[^1].Stream.Value;
        }
    }

    /// <summary>The last trace of a stream; null when it does not read.</summary>
    public static async Task<StoredTrace?> ReadLastAsync(StreamStorage storage, Listed listed)
    {
        using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, listed.Stream, listed.WrappedKey);
        List<FactRow> rows = await storage.Store.ReadFactsAsync(
            listed.Stream, listed.Head - 1, backwards: false, limit: 1);
        try
        {
            return rows is [var row] ? StoredTrace.Open(row, cipher) : null;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private static Guid Beginning(byte first)
    {
        byte[] bytes = new byte[16];
        bytes[0] = first;
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A stream of traces.</summary>
    /// <param name="Stream">Which.</param>
    /// <param name="Head">The number of its last trace.</param>
    /// <param name="WrappedKey">Its key; empty when it was erased.</param>
    internal sealed record Listed(StreamId Stream, long Head, byte[] WrappedKey);
}
