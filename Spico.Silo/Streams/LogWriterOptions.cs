namespace Spico.Silo.Streams;

/// <summary>The log's writer.</summary>
internal sealed class LogWriterOptions
{
    /// <summary>The file that remembers how far the store was: beside the master key, not the store.</summary>
    public required string HighWaterMarkPath { get; set; }

    /// <summary>Appends that wait for a commit, 65,536: some seconds of the fastest store.</summary>
    public int QueueAppendsMax { get; set; } = 65_536;

    /// <summary>Bytes of payload that wait for a commit, 64 MiB.</summary>
    public long QueueBytesMax { get; set; } = 64L << 20;

    /// <summary>Marks, and consequences to delete, that wait for a commit, 65,536 of each.</summary>
    public int QueueMarksMax { get; set; } = 65_536;

    /// <summary>
    /// Appends in one commit, 1,024. With fewer each pays more of the flush; more gain little throughput and cost
    /// everyone in the batch the time of all.
    /// </summary>
    public int BatchAppendsMax { get; set; } = 1_024;

    /// <summary>Bytes in one commit, 8 MiB.</summary>
    public long BatchBytesMax { get; set; } = 8L << 20;

    /// <summary>How often a commit is run after a deadlock or serialization failure, 5 times.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>How often the store's clock is raised while facts are written, each second.</summary>
    public TimeSpan ClockInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a store that cannot be reached is left alone at first, 100 ms; then twice that.</summary>
    public TimeSpan BackoffMin { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long at most, 2 s: the time a store that came back waits to be noticed.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(2);
}
