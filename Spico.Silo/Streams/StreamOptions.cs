using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Streams;

/// <summary>The limits of streams. Configured under <c>Spico:Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>
    /// Requests of one stream on their way to the log at once. Default 1,000: a commit or two of the busiest stream.
    /// </summary>
    [Range(1, 100_000)]
    public int InFlightMax { get; set; } = 1_000;

    /// <summary>
    /// Requests of one stream that may wait for their turn; beyond it they are refused as overloaded. Default 200.
    /// </summary>
    [Range(1, 100_000)]
    public int WaitingMax { get; set; } = 200;

    /// <summary>
    /// Requests a stream remembers at most. Default 4,096: seconds of the busiest stream; older ones cost a look-up.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RecentRequestsMax { get; set; } = 4_096;

    /// <summary>How long a stream remembers a request. Default 2 minutes: a client's first retries.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RecentRequestsAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Facts between two snapshots. Default 500: a stream is read back in a few milliseconds.</summary>
    [Range(1, 1_000_000)]
    public int SnapshotFacts { get; set; } = 500;

    /// <summary>
    /// Facts that make a snapshot worth its write when an idle stream leaves memory. Default 50: fewer are read back
    /// as fast as a snapshot is.
    /// </summary>
    [Range(1, 1_000_000)]
    public int SnapshotFactsWhenIdle { get; set; } = 50;

    /// <summary>
    /// A stream that loses its claim twice in this time has another owner, and gives up. Default 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan LossWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes of facts that may wait for one gateway; beyond it they are dropped and the gateway is told to check its
    /// positions. Default 8 MiB.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int GatewayBacklogBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <summary>Bytes of facts in one delivery. Default 512 KiB: half of what a call may carry.</summary>
    [Range(1, int.MaxValue)]
    public int DeliveryBytesMax { get; set; } = 512 * 1024;

    /// <summary>
    /// How long a person is not told again how far they have read in a conversation; the last position is told then.
    /// Default 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MarkPushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an open inbox is not told again that a conversation has moved; how it stands is told then. Default 1
    /// second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan InboxPushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Conversations that may move in that time; beyond it open inboxes are told to list again. Default 20,000.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MovedConversationsMax { get; set; } = 20_000;

    /// <summary>Conversations to which a person may have drafts at once. Default 500.</summary>
    [Range(1, 100_000)]
    public int DraftedConversationsMax { get; set; } = 500;

    /// <summary>
    /// How often consequences left over are looked for. Default 30 seconds. What is due at a time does not wait for it,
    /// unless the silo that knew the time has fallen.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan ConsequenceSweepPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Consequences read at once by a sweep. Default 500.</summary>
    [Range(1, 10_000)]
    public int ConsequenceSweepMax { get; set; } = 500;

    /// <summary>Consequences carried out at once. Default 64.</summary>
    [Range(1, 1_000)]
    public int ConsequencesAtOnce { get; set; } = 64;
}
