using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Which streams were erased: what is told to who asks for one.</summary>
internal static class ErasedStreams
{
    private static readonly RowSql Find = new("SELECT erased_at FROM erased_stream WHERE stream = $1");

    /// <summary>When a stream was erased; null: not by order.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<long?> FindAsync(ILogStore store, StreamId stream)
    {
        List<long> found = await store.ReadRowsAsync(Find, row => row.Number(0), stream.Value);
        return found is [var at] ? at : null;
    }
}
