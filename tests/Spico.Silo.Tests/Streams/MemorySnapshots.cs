using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

/// <summary>Grain storage for snapshots that fails when it is told to.</summary>
internal sealed class MemorySnapshots : IGrainStorage
{
    private readonly ConcurrentDictionary<string, SnapshotRecord> _records = [];

    public bool IsBroken { get; set; }

    public IReadOnlyCollection<SnapshotRecord> Records => [.. _records.Values];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check();
        if (_records.TryGetValue($"{stateName}/{grainId}", out SnapshotRecord? record))
        {
            grainState.State = (T)(object)record;
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check();
        _records[$"{stateName}/{grainId}"] = (SnapshotRecord)(object)grainState.State!;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    private void Check()
    {
        if (IsBroken)
        {
            throw new IOException("The snapshots are broken.");
        }
    }
}
