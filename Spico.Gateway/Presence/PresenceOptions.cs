using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Presence;

/// <summary>Typing and presence.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// Where Redis is, as StackExchange.Redis writes it (<c>host:port,password=…</c>). Empty, the default: this process
    /// is the only gateway and tells its own sessions only.
    /// </summary>
    public string Redis { get; set; } = "";

    /// <summary>The pub/sub channel. Deployments that share a Redis choose different ones.</summary>
    public string Channel { get; set; } = "spico/presence";

    /// <summary>
    /// How many people of a stream are shown as present, at most; those who come later are not shown. 100, because a
    /// crowd that arrives at once costs its square, and nobody reads a longer list.
    /// </summary>
    [Range(1, 1_000)]
    public int PeopleShownMax { get; set; } = 100;

    /// <summary>Typing is not told in a stream that more sessions than this have open: 500.</summary>
    [Range(0, 100_000)]
    public int TypingListenersMax { get; set; } = 500;

    /// <summary>Typing of one person in one stream is told once in this time: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan TypingInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a gateway gives a sign of life to the others: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan AliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A gateway silent for this long has nobody any more: 30 s, two signs of life missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan SilenceMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Beyond so much waiting to be told, typing and other gateways' words are dropped: 10,000.</summary>
    [Range(1, 10_000_000)]
    public int BacklogMax { get; set; } = 10_000;
}
