using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Which streams were erased: what is told to who asks for one.</summary>
internal static class ErasedStreams
{
    private static readonly RowSql Find = new("SELECT erased_at FROM erased_stream WHERE stream = $1");

    private static readonly RowSql OfFact = new("SELECT stream FROM erased_stream WHERE seq = $1");

    /// <summary>When a stream was erased; null: not by order.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<long?> FindAsync(ILogStore store, StreamId stream)
    {
        List<long> found = await store.ReadRowsAsync(Find, row => row.Number(0), stream.Value);
        return found is [var at] ? at : null;
    }

    /// <summary>The stream that a fact of the register erased; null when nothing is known of it any more.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<StreamId?> FindAsync(ILogStore store, long seq)
    {
        List<Guid> found = await store.ReadRowsAsync(OfFact, row => row.Id(0), seq);
        return found is [var stream] ? StreamId.From(stream) : null;
    }
}
