using System.Diagnostics;
using Spico.Load.Driving;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// One of two silos is killed under load (kill -9): how long until each conversation answers a call that was made
/// after the kill? Those whose grain lived elsewhere do so at once.
/// </summary>
internal sealed class FailoverWorkload(PeerPlan plan, int rate) : IWorkload
{
    // A conversation that answers later than this had stopped.
    private const double StoppedMilliseconds = 250;

    private const int BacklogSecondsMax = 60;

    public string Name => "failover";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var cluster = (ClusterPeer)peer;
        await using Trial trial = await Trial.StartAsync(
            peer, plan, settings with { BacklogSecondsMax = BacklogSecondsMax }, cancellationToken);
        await trial.ConnectAsync([.. Enumerable.Range(0, plan.Members)], cancellationToken);
        var recovered = new long[plan.Conversations];
        long killed = long.MaxValue;
        trial.Population.Acked = (member, meant) =>
        {
            if (meant > Volatile.Read(ref killed))
            {
                Interlocked.CompareExchange(
                    ref recovered[member / plan.MembersEach], Stopwatch.GetTimestamp(), 0);
            }
        };
        Task<Measurement> running = trial.RunAsync(LoadShape.Open(rate), cancellationToken, "kill -9");
        await Task.Delay(settings.WarmUp + (settings.Duration / 3), cancellationToken);
        long fault = cluster.Spico.FaultBegins("kill -9", "silo");
        Volatile.Write(ref killed, Stopwatch.GetTimestamp());
        await cluster.KillSiloAsync();
        Measurement measurement = await running;
        cluster.Spico.FaultEnds(fault);
        Add(measurement, recovered, killed);
        return await trial.JudgeAsync(cancellationToken, isSenderOrderPromised: false);
    }

    private static void Add(Measurement measurement, long[] recovered, long killed)
    {
        double[] milliseconds =
        [
            .. recovered.Where(at => at > 0).Select(at => Stopwatch.GetElapsedTime(killed, at).TotalMilliseconds),
        ];
        if (milliseconds.Length < recovered.Length)
        {
            // Some did not answer within the run: there is no figure, and an objective on it is missed.
            return;
        }

        double[] stopped = [.. milliseconds.Where(each => each > StoppedMilliseconds)];
        SortedDictionary<string, double> figures = measurement.Figures;
        figures["recovery"] = milliseconds.Max();
        figures["recovery.stopped"] = stopped.Length;
        if (Spread.Of(stopped) is { } spread)
        {
            figures["recovery.p50"] = spread.Median;
        }
    }
}
