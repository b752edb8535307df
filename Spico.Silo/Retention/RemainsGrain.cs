using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// Nobody can read what it removes: the key went with the order. So it takes its time, a bounded batch after the other,
/// and what a fall leaves is gone on with by the sweep of consequences. Files of the stream go with the sweep of files.
/// </summary>
[Reentrant]
[GrainType("remains")]
internal sealed class RemainsGrain(ILogStore store, ILog log, ErasureLedger ledger) : Grain, IRemainsGrain
{
    private const long BatchFacts = 5_000;
    private const int BatchesAtOnce = 20;

    private static readonly RowSql First = new("SELECT seq FROM fact WHERE stream = $1 ORDER BY seq LIMIT 1");
    private static readonly RowSql Delete = new("DELETE FROM fact WHERE stream = $1 AND seq < $2", Shreds: true);

    private static readonly RowSql Purged = new("SELECT 1 FROM erased_stream WHERE stream = $1 AND retention > 0");
    private static readonly RowSql Free = new("DELETE FROM stream WHERE id = $1 AND length(wrapped_key) = 0");
    private static readonly RowSql Forget = new("DELETE FROM erased_stream WHERE stream = $1");

    public async ValueTask<bool> Remove(StreamId stream)
    {
        // Before anything else: a backup that brings it back shall find out, whatever fails from here on.
        bool beginsAnew = await BeginsAnewAsync(stream);
        if (!beginsAnew)
        {
            ledger.Add(stream, log.Epoch);
        }

        // Of traces nobody keeps anything in memory: their dossier was erased long ago.
        if (RetentionClasses.IsErasable(stream) && !await RetentionClasses.GrainOf(GrainFactory, stream).Drop())
        {
            return false;
        }

        for (int i = 0; i < BatchesAtOnce; i++)
        {
            List<long> first = await store.ReadRowsAsync(First, row => row.Number(0), stream.Value);
            if (first is not [var seq])
            {
                RowChange[] last = beginsAnew
                    ? [new RowChange(Free, stream.Value), new RowChange(Forget, stream.Value)]
                    : ErasureRows.LateOf(stream);
                return await KeepAsync(stream, 0, last);
            }

            if (!await KeepAsync(stream, seq, new RowChange(Delete, stream.Value, seq + BatchFacts)))
            {
                return false;
            }
        }

        return false;
    }

    private async ValueTask<bool> BeginsAnewAsync(StreamId stream) =>
        RetentionClasses.BeginsAnew(stream)
        && await store.ReadRowsAsync(Purged, row => row.Number(0), stream.Value) is not [];

    private async ValueTask<bool> KeepAsync(StreamId stream, long version, params RowChange[] changes)
    {
        var batch = new FollowingRows(changes) { Stream = stream, Person = default, Version = version };
        return await log.Keep(batch) == AppendOutcome.Durable;
    }
}
