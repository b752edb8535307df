using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Sessions;

/// <summary>How a gateway follows streams. Configured under <c>Spico:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>
    /// How often the heads of all open streams are compared with what was delivered. Default: 5 seconds, so that what
    /// a moved grain forgot is repaired within 10.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan PositionCheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a stream that looks behind may still be on its way before it is repaired. Default: half a second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PositionCheckGrace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Streams asked about in one call. Default: 2,000 (32 KB).</summary>
    [Range(1, 50_000)]
    public int PositionCheckStreams { get; set; } = 2_000;

    /// <summary>Facts in a page read to catch up. Default: 256.</summary>
    [Range(1, 1_000)]
    public int CatchUpPageFacts { get; set; } = 256;

    /// <summary>The first delay before a failed read is tried again; it doubles. Default: 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest of these delays. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a gateway with open inboxes tells the silos that it is still there, and finds out whether it missed
    /// something. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:06")]
    public TimeSpan InboxWatchInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Conversations of which an open inbox is told one by one; when more have moved it is told to list them. Default:
    /// 50, a page.
    /// </summary>
    [Range(1, 1_000)]
    public int InboxConversationsMax { get; set; } = 50;

    /// <summary>Open inboxes that are read for at once. Default: 16.</summary>
    [Range(1, 1_000)]
    public int InboxesAtOnce { get; set; } = 16;

    /// <summary>How often deadlines, expired tokens and silent connections are looked for. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:04")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
