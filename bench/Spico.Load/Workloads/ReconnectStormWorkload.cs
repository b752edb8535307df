using System.Diagnostics;
using Spico.Load.Driving;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// Everybody comes back at once, each some messages behind: how soon has everybody what they missed? Of a server that
/// keeps nothing for who is away only the way back is asked.
/// </summary>
internal sealed class ReconnectStormWorkload(int conversations, int missed) : IWorkload
{
    private const int LeavingEach = 8;
    private const int AtOnce = 250;

    public string Name => "reconnect-storm";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        // One more stays in each conversation and goes on talking.
        var plan = new PeerPlan(conversations, LeavingEach + 1);
        int behind = peer is SpicoPeer ? missed : 0;
        await using Trial trial = await Trial.StartAsync(peer, plan, settings, cancellationToken);
        int[] all = [.. Enumerable.Range(0, plan.Members)];
        int[] staying = [.. all.Where(member => member % plan.MembersEach == LeavingEach)];
        int[] leaving = [.. all.Except(staying)];
        await trial.ConnectAsync(all, cancellationToken);

        // Coming back runs code that nothing else has warmed: the first time is the rehearsal.
        await LeaveAsync();
        await StormAsync(trial, peer, leaving, behind, had: 0, cancellationToken);
        await LeaveAsync();
        trial.Add(
            $"{leaving.Length}", await StormAsync(trial, peer, leaving, behind, had: behind, cancellationToken));
        return await trial.JudgeAsync(cancellationToken);

        async Task LeaveAsync()
        {
            await trial.Population.DisconnectAsync(leaving);
            await Parallel.ForEachAsync(
                staying,
                new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken },
                async (member, cancellation) => await trial.Population.PostManyAsync(member, behind, 4, cancellation));
        }
    }

    private static async Task<Measurement> StormAsync(
        Trial trial,
        IPeer peer,
        int[] leaving,
        int behind,
        int had,
        CancellationToken cancellationToken)
    {
        using var latencies = new LatencyWindow();
        Population population = trial.Population;
        GC.Collect();
        using var sampler = new Sampler(trial.Probe);
        Snapshot begin = trial.Probe.Take();
        long begun = Stopwatch.GetTimestamp();
        latencies.Open(begun);

        // All are due at the same moment: the wait for a turn is part of what the last one sees.
        await Parallel.ForEachAsync(
            leaving,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (member, cancellation) =>
            {
                await population.ConnectAsync(peer, [member], 1, cancellation);
                await population.Ledger.Receivers[member].ReachesAsync(had + behind).WaitAsync(
                    TimeSpan.FromSeconds(60), cancellation);
                latencies.Record(begun);
            });
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Snapshot end = trial.Probe.Take();
        var measurement = new Measurement();
        SortedDictionary<string, double> figures = measurement.Figures;
        figures["sessions"] = leaving.Length / seconds;
        figures["missed"] = behind;
        figures["ready"] = seconds * 1000;
        figures["cpu.session"] = (end.ServerCpu + end.StoreCpu - begin.ServerCpu - begin.StoreCpu)
            * 1000 / leaving.Length;
        figures["memory.server"] = end.ServerMemory / (1024.0 * 1024);
        WindowFigures.AddCores(figures, begin, end);
        WindowFigures.AddLatencies(measurement, "session", latencies.Total());
        WindowFigures.AddSeries(measurement.Series, sampler.Stop());
        return measurement;
    }
}
