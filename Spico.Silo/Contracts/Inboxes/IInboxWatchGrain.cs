using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// The gateways that have inboxes open, one a cluster. Each silo asks it before it looks into what has moved: while no
/// inbox is open anywhere, nothing is read for them.
/// </summary>
[Alias("spico.inbox-watch")]
public interface IInboxWatchGrain : IGrainWithIntegerKey
{
    /// <summary>How long a gateway is told after it last asked for it, in seconds.</summary>
    const int LeaseSeconds = 15;

    /// <summary>
    /// The gateway is told what moves from now on, for the length of a lease. Returns the term: while it stays the
    /// same from call to call, nothing was missed between them.
    /// </summary>
    [Alias("watch"), ResponseTimeout("00:00:05")]
    ValueTask<Guid> Watch(IGatewayObserver gateway);

    /// <summary>The gateways to tell. Called by silos only.</summary>
    [Alias("watching"), ResponseTimeout("00:00:05")]
    ValueTask<IGatewayObserver[]> Watching();

    /// <summary>The gateway was not reached: its term ends. Called by silos only.</summary>
    [Alias("missed"), ResponseTimeout("00:00:05")]
    ValueTask Missed(IGatewayObserver gateway);
}
