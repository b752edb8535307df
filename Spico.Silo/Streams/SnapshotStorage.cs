using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Spico.Silo.Storage;

namespace Spico.Silo.Streams;

/// <summary>Keeps snapshots in grain storage. Nothing here fails its caller: a snapshot is only a cache.</summary>
internal sealed partial class SnapshotStorage(
    [FromKeyedServices(StorageNames.Snapshots)] IGrainStorage storage, ILogger<SnapshotStorage> logger)
{
    /// <summary>The snapshot of a stream; without a record when there is none or it cannot be read.</summary>
    public async Task<GrainState<SnapshotRecord>> ReadAsync(string stateName, GrainId grain)
    {
        var state = new GrainState<SnapshotRecord>();
        try
        {
            await storage.ReadStateAsync(stateName, grain, state);
        }
        catch (Exception failure)
        {
            Log.NotRead(logger, failure, grain);
            state = new GrainState<SnapshotRecord>();
        }

        return state;
    }

    /// <summary>Writes a snapshot over the one that was read. False when it was not written.</summary>
    public async Task<bool> WriteAsync(string stateName, GrainId grain, GrainState<SnapshotRecord> state)
    {
        try
        {
            await storage.WriteStateAsync(stateName, grain, state);
            return true;
        }
        catch (Exception failure)
        {
            Log.NotWritten(logger, failure, grain);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Snapshot of {Grain} not read: its facts are read instead")]
        public static partial void NotRead(ILogger logger, Exception failure, GrainId grain);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Snapshot of {Grain} not written: the next one is")]
        public static partial void NotWritten(ILogger logger, Exception failure, GrainId grain);
    }
}
