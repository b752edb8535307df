using Orleans;

namespace Spico.Gateway.Sessions;

/// <summary>
/// When this process lost a silo last: what it had asked before may have been asked of that one, and is answered by
/// nobody. Orleans waits for such an answer as long as for any other.
/// </summary>
internal sealed class SiloLosses(TimeProvider time) : IClusterConnectionStatusObserver
{
    private long _lastAt;

    /// <summary>The last time, as a timestamp of the clock; null: never.</summary>
    public long? LastAt => Interlocked.Read(ref _lastAt) is var at && at != 0 ? at : null;

    public void NotifyGatewayCountChanged(
        int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways < previousNumberOfGateways)
        {
            NotifyClusterConnectionLost();
        }
    }

    public void NotifyClusterConnectionLost() => Interlocked.Exchange(ref _lastAt, Math.Max(1, time.GetTimestamp()));
}
