using System.Diagnostics;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>Many sessions, authenticated and subscribed, and nobody says anything: what does a session hold?</summary>
internal sealed class IdleWorkload(PeerPlan plan) : IWorkload
{
    // Long enough for what connecting made to be collected or be kept for good.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public string Name => "idle";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        await using Trial trial = await Trial.StartAsync(peer, plan, settings, cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        Snapshot before = trial.Probe.Take();
        var clock = Stopwatch.StartNew();
        await trial.ConnectAsync([.. Enumerable.Range(0, plan.Members)], cancellationToken);
        double seconds = clock.Elapsed.TotalSeconds;
        Snapshot connected = trial.Probe.Take();
        await Task.Delay(Rest, cancellationToken);
        Snapshot begin = trial.Probe.Take();
        IReadOnlyList<Snapshot> samples;
        using (var sampler = new Sampler(trial.Probe))
        {
            await Task.Delay(settings.Duration, cancellationToken);
            samples = sampler.Stop();
        }

        Snapshot end = trial.Probe.Take();
        var measurement = new Measurement();
        SortedDictionary<string, double> figures = measurement.Figures;
        figures["sessions"] = plan.Members / seconds;
        figures["ready"] = seconds * 1000;
        figures["session.kb"] = (end.ServerMemory - before.ServerMemory) / 1024.0 / plan.Members;
        figures["memory.server"] = end.ServerMemory / (1024.0 * 1024);
        figures["cpu.session"] =
            (connected.ServerCpu + connected.StoreCpu - before.ServerCpu - before.StoreCpu)
            * 1000 / plan.Members;
        WindowFigures.AddCores(figures, begin, end);
        WindowFigures.AddSeries(measurement.Series, samples);
        trial.Add($"{plan.Members}", measurement);
        return await trial.JudgeAsync(cancellationToken);
    }
}
