using Orleans.Runtime;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>The gateways that have inboxes open.</summary>
internal sealed class InboxWatchGrain(IClusterMembershipService cluster, TimeProvider time) : Grain, IInboxWatchGrain
{
    private readonly Dictionary<IGatewayObserver, Lease> _watching = [];

    public ValueTask<Guid> Watch(IGatewayObserver gateway)
    {
        // A silo that fell may have owed news: whenever one comes or goes, all begin a new term.
        long silos = cluster.CurrentSnapshot.Version.Value;
        Lease? before = Find(gateway);
        var lease = new Lease(before?.Silos == silos ? before.Term : Guid.NewGuid(), silos, time.GetTimestamp());
        _watching[gateway] = lease;
        return ValueTask.FromResult(lease.Term);
    }

    public ValueTask<IGatewayObserver[]> Watching() =>
        ValueTask.FromResult<IGatewayObserver[]>([.. _watching.Keys.Where(gateway => Find(gateway) is not null)]);

    public ValueTask Missed(IGatewayObserver gateway)
    {
        _watching.Remove(gateway);
        return ValueTask.CompletedTask;
    }

    private Lease? Find(IGatewayObserver gateway)
    {
        if (_watching.TryGetValue(gateway, out Lease? lease)
            && time.GetElapsedTime(lease.At) > TimeSpan.FromSeconds(IInboxWatchGrain.LeaseSeconds))
        {
            _watching.Remove(gateway);
            return null;
        }

        return lease;
    }

    private sealed record Lease(Guid Term, long Silos, long At);
}
