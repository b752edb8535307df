using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Messages.Searching;

/// <summary>The search of messages. Configured under <c>Spico:Search</c>.</summary>
public sealed class SearchOptions
{
    /// <summary>
    /// Searches of one person a minute, on all their devices, as many in a burst; 0: not limited. Default: 120: one
    /// every other letter typed.
    /// </summary>
    [Range(0, 1_000_000)]
    public int SearchesPerMinute { get; set; } = 120;

    /// <summary>Searches of a silo at once; others wait. Default: 4: each keeps a processor busy.</summary>
    [Range(1, 1_000)]
    public int SearchesAtOnce { get; set; } = 4;

    /// <summary>Searches that may wait; beyond it they are refused as overloaded. Default: 100, some seconds.</summary>
    [Range(0, 100_000)]
    public int SearchesWaitingMax { get; set; } = 100;

    /// <summary>
    /// Segments of some hundred messages that one search looks through; then its page ends, and the next goes on.
    /// Default: 2,000: half a million messages.
    /// </summary>
    [Range(1, 1_000_000)]
    public int SegmentsPerSearch { get; set; } = 2_000;

    /// <summary>
    /// Messages not yet indexed that one search reads for itself; with more it has them indexed first. Default: 20,000,
    /// a tenth of a second.
    /// </summary>
    [Range(0, 10_000_000)]
    public int UnindexedMax { get; set; } = 20_000;

    /// <summary>
    /// Messages not yet indexed that make a conversation's index worth a write. Default: 8: fewer are read as fast.
    /// </summary>
    [Range(1, 10_000)]
    public int UnindexedKept { get; set; } = 8;

    /// <summary>
    /// How often a silo goes on to have conversations indexed that nobody searches. Default: 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Conversations that are looked at each time. Default: 1,000, some milliseconds: a million take three hours.
    /// </summary>
    [Range(1, 100_000)]
    public int SweptAtOnce { get; set; } = 1_000;

    /// <summary>Messages not yet indexed that are worth it without a search. Default: 256, a segment.</summary>
    [Range(1, 1_000_000)]
    public int SweptWhenBehind { get; set; } = 256;

    /// <summary>Messages of a segment. Default: 256, some 25 KiB: an edit costs reading so many again.</summary>
    [Range(1, 10_000)]
    public int SegmentMessages { get; set; } = 256;
}
