namespace Spico.Silo.Streams;

/// <summary>
/// The gateway of this process, if it has one. A silo beside it hands deliveries over by a plain call, where the
/// grain call of a message to itself would cost two more turns of the thread pool.
/// </summary>
public sealed class LocalGateway
{
    private volatile Known? _known;

    /// <summary>Makes the gateway known, with the reference under which grains register it.</summary>
    public void Set(IGatewayObserver reference, IGatewayObserver gateway) => _known = new Known(reference, gateway);

    /// <summary>What to call to reach a gateway: itself when it is here, else its reference.</summary>
    public IGatewayObserver Of(IGatewayObserver reference) =>
        _known is { } known && known.Reference.Equals(reference) ? known.Gateway : reference;

    private sealed record Known(IGatewayObserver Reference, IGatewayObserver Gateway);
}
