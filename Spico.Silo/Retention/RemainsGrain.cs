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
    private static readonly RowSql Delete = new("DELETE FROM fact WHERE stream = $1 AND seq < $2");

    public async ValueTask<bool> Remove(StreamId stream)
    {
        // Of traces nobody keeps anything in memory: their dossier was erased long ago.
        if (RetentionClasses.IsErasable(stream) && !await RetentionClasses.GrainOf(GrainFactory, stream).Drop())
        {
            return false;
        }

        ledger.Add(stream, log.Epoch);
        for (int i = 0; i < BatchesAtOnce; i++)
        {
            List<long> first = await store.ReadRowsAsync(First, row => row.Number(0), stream.Value);
            if (first is not [var seq])
            {
                return true;
            }

            var batch = new FollowingRows([new RowChange(Delete, stream.Value, seq + BatchFacts)])
            {
                Stream = stream,
                Person = default,
                Version = seq,
            };
            if (await log.Keep(batch) != AppendOutcome.Durable)
            {
                return false;
            }
        }

        return false;
    }
}
