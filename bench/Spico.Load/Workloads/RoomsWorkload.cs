using Spico.Load.Driving;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>Everybody is online in their conversation and somebody posts: one load after the other.</summary>
internal sealed class RoomsWorkload(string name, PeerPlan plan, IReadOnlyList<LoadShape> loads) : IWorkload
{
    public string Name => name;

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        await using Trial trial = await Trial.StartAsync(peer, plan, settings, cancellationToken);
        await trial.ConnectAsync([.. Enumerable.Range(0, plan.Members)], cancellationToken);
        foreach (LoadShape load in loads)
        {
            await trial.RunAsync(load, cancellationToken);
        }

        return await trial.JudgeAsync(cancellationToken);
    }
}
