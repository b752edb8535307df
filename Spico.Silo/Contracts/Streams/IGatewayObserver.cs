using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// A gateway, as a silo sees it. A silo has at most one <see cref="Deliver"/> in flight to a gateway; what commits
/// meanwhile waits for the next. The returning call is the credit and the sign of life: a call that fails ends all
/// registrations of the gateway with that silo.
/// </summary>
[Alias("spico.gateway-observer")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>
    /// Hands over what became durable. Returns the streams among them that nobody on this gateway has open any
    /// more: the silo forgets them.
    /// </summary>
    [Alias("deliver"), ResponseTimeout("00:00:05")]
    Task<StreamId[]> Deliver(Delivery delivery);

    /// <summary>
    /// Tells which conversations have moved, while the gateway watches: those of its open inboxes that have not the
    /// conversation open too are to be told.
    /// </summary>
    [Alias("moved"), ResponseTimeout("00:00:05")]
    Task Moved(ConversationMove[] moves);
}
