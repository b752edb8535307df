namespace Spico.Load.Measuring;

/// <summary>All counters at one moment. Figures are differences of two.</summary>
internal sealed record Snapshot
{
    /// <summary>When, on the clock of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public required long At { get; init; }

    /// <summary>Posts acknowledged.</summary>
    public required long Acked { get; init; }

    /// <summary>Messages received.</summary>
    public required long Delivered { get; init; }

    /// <summary>Processor seconds of this process.</summary>
    public required double DriverCpu { get; init; }

    /// <summary>Processor seconds of the server.</summary>
    public required double ServerCpu { get; init; }

    /// <summary>Processor seconds of its store.</summary>
    public required double StoreCpu { get; init; }

    /// <summary>Resident bytes of the server.</summary>
    public required long ServerMemory { get; init; }

    /// <summary>Resident bytes of its store.</summary>
    public required long StoreMemory { get; init; }

    /// <summary>Bytes allocated by the server, when it tells.</summary>
    public long? Allocated { get; init; }

    /// <summary>The server's managed heap, when it tells.</summary>
    public long? Heap { get; init; }

    /// <summary>Bytes sent by the clients; only where asked for.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes received by the clients; only where asked for.</summary>
    public long Received { get; init; }

    /// <summary>Flushes of the disks; only where asked for.</summary>
    public long? DiskFlushes { get; init; }

    /// <summary>Flushes of PostgreSQL's log; only where asked for.</summary>
    public long? LogFlushes { get; init; }
}
