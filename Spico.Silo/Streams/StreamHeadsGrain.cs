using Orleans.Concurrency;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>The position check.</summary>
[StatelessWorker]
[Reentrant]
internal sealed class StreamHeadsGrain(ILogStore store, ILog log) : Grain, IStreamHeadsGrain
{
    public async ValueTask<StreamHeads> Read(StreamId[] streams) =>
        new(log.Epoch, await store.ReadHeadsAsync(streams));
}
