using System.Diagnostics;
using Spico.Load.Judging;
using Spico.Peers;

namespace Spico.Load.Measuring;

/// <summary>Reads the counters of one run: of the driver, the server, its store and the machine.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private readonly IPeer _peer;
    private readonly Ledger _ledger;
    private readonly ServerAllocations _allocations;
    private readonly PostgresFlushes _postgres;

    private Probe(IPeer peer, Ledger ledger, ServerAllocations allocations, PostgresFlushes postgres)
    {
        _peer = peer;
        _ledger = ledger;
        _allocations = allocations;
        _postgres = postgres;
    }

    /// <summary>Attaches to a server that runs.</summary>
    public static async Task<Probe> AttachAsync(IPeer peer, Ledger ledger) => new(
        peer,
        ledger,
        await ServerAllocations.WatchAsync(peer.ServerProcesses),
        await PostgresFlushes.WatchAsync(peer.StoreProcesses));

    /// <summary>The counters that are cheap, many times a run.</summary>
    public Snapshot Take() => new()
    {
        At = Stopwatch.GetTimestamp(),
        Acked = _ledger.Acked,
        Delivered = _ledger.Delivered,
        DriverCpu = Environment.CpuUsage.TotalTime.TotalSeconds,
        ServerCpu = ProcessTrees.CpuSeconds(_peer.ServerProcesses),
        StoreCpu = ProcessTrees.CpuSeconds(_peer.StoreProcesses),
        ServerMemory = ProcessTrees.MemoryBytes(_peer.ServerProcesses),
        StoreMemory = ProcessTrees.MemoryBytes(_peer.StoreProcesses),
        Allocated = _allocations.Bytes,
        Heap = _allocations.HeapBytes,
    };

    /// <summary>All counters, at the beginning and the end of what is measured.</summary>
    public async Task<Snapshot> TakeAllAsync()
    {
        long? logFlushes = await _postgres.CountAsync();
        (long sent, long received) = SocketBytes.OfThisProcess();
        return Take() with
        {
            Sent = sent,
            Received = received,
            DiskFlushes = DiskFlushes.Count(),
            LogFlushes = logFlushes,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _allocations.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
