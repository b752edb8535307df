using System.Diagnostics;
using HdrHistogram;
using Spico.Client;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Sessions;
using Spico.Load.Subjects;
using Spico.Peers;
using Spico.Protocol.V1;

namespace Spico.Load.Workloads;

/// <summary>
/// The store is filled with dossiers, and the server killed and started again: what does opening one cost that nobody
/// has opened since, adding a fact to it, and what somebody with many dossiers reads across them? At each size, so
/// that growth shows.
/// </summary>
internal sealed class DossiersWorkload(IReadOnlyList<int> sizes, int facts, int mine) : IWorkload
{
    private const int Warming = 200;
    private const int Opened = 800;
    private const int Traced = 400;

    // As long as PostgreSQL may take to count what an idle session did.
    private static readonly TimeSpan CountLag = TimeSpan.FromSeconds(11);

    private const double Megabyte = 1024 * 1024;

    public string Name => "dossiers";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await peer.StartAsync(new PeerPlan(1, 1), cancellationToken);
        var shelf = new DossierShelf(facts, mine, settings.Seed);
        List<Outcome> outcomes = [];
        foreach (int size in sizes)
        {
            var measurement = new Measurement();
            var clock = Stopwatch.StartNew();
            long before = shelf.Commands;
            await Progress.ShowAsync(
                $"{spico.Card.Name}: storing {size} dossiers", size, () => shelf.Count,
                () => shelf.FillAsync(spico, size, cancellationToken));
            measurement.Figures["filled"] = (shelf.Commands - before) / clock.Elapsed.TotalSeconds;
            measurement.Figures["memory.peak"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
            await spico.Target.RestStoreAsync(cancellationToken);
            await spico.Target.KillAndRestartAsync();
            await MeasureAsync(spico, shelf, settings, measurement, cancellationToken);
            Compare(measurement, outcomes.Count > 0 ? outcomes[0].Measurement : measurement);
            outcomes.Add(new Outcome($"dossiers/{size}", measurement));
        }

        return outcomes;
    }

    private static void Compare(Measurement measurement, Measurement first)
    {
        foreach (string name in new[] { "cold", "add" })
        {
            measurement.Figures[$"{name}.growth"] =
                measurement.Figures[$"{name}.p50"] / first.Figures[$"{name}.p50"];
        }
    }

    private static async Task MeasureAsync(
        SpicoPeer spico,
        DossierShelf shelf,
        RunSettings settings,
        Measurement measurement,
        CancellationToken cancellationToken)
    {
        await using var readers = new DossierReaders(spico.Target);
        var timings = new StepTimings();
        int opened = 0;
        IReadOnlyList<StoredDossier> picked = shelf.Pick(Warming + Opened + Traced);
        foreach (StoredDossier dossier in picked.Take(Warming + Opened))
        {
            if (opened++ == Warming)
            {
                timings.Clear("cold", "add");
            }

            SpicoClient client = await readers.ForAsync(dossier.Owner, cancellationToken);
            long begun = Stopwatch.GetTimestamp();
            await using OpenStream stream = await client.OpenAsync(dossier.Id, null, cancellationToken);
            timings.Add(begun, "cold");
            begun = Stopwatch.GetTimestamp();
            await client.WriteEntryAsync(
                dossier.Id, DossierShelf.Entry(opened), cancellationToken: cancellationToken);
            timings.Add(begun, "add");
        }

        await CountTracesAsync(spico, readers, [.. picked.Skip(Warming + Opened)], measurement, cancellationToken);
        SpicoClient me = await readers.ForAsync(shelf.Me, cancellationToken);
        var clock = Stopwatch.StartNew();
        bool isWarm = false;
        while (clock.Elapsed < settings.WarmUp + settings.Duration)
        {
            if (!isWarm && clock.Elapsed > settings.WarmUp)
            {
                isWarm = true;
                timings.Clear("board", "dashboard");
            }

            long begun = Stopwatch.GetTimestamp();
            await me.ListTasksAsync(cancellationToken: cancellationToken);
            timings.Add(begun, "board");
            begun = Stopwatch.GetTimestamp();
            await me.ReadDashboardAsync(cancellationToken: cancellationToken);
            timings.Add(begun, "dashboard");
        }

        foreach ((string name, LongHistogram histogram) in timings.Histograms)
        {
            WindowFigures.AddLatencies(measurement, name, histogram);
            measurement.Figures[$"{name}.p95"] = Percentile.At(histogram, 95);
        }

        measurement.Figures["memory.server"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
    }

    // What the trace of an opening costs: commits of the store for each, none of which writes anything else; one after
    // the other, when no two share one. The closings come after.
    private static async Task CountTracesAsync(
        SpicoPeer spico,
        DossierReaders readers,
        StoredDossier[] dossiers,
        Measurement measurement,
        CancellationToken cancellationToken)
    {
        await using PostgresFlushes postgres = await PostgresFlushes.WatchAsync(spico.StoreProcesses);
        long? before = await CountAsync(postgres, cancellationToken);
        List<OpenStream> open = [];
        foreach (StoredDossier dossier in dossiers)
        {
            SpicoClient client = await readers.ForAsync(dossier.Owner, cancellationToken);
            open.Add(await client.OpenAsync(dossier.Id, null, cancellationToken));
        }

        if (open.Count > 0 && await CountAsync(postgres, cancellationToken) - before is { } flushes)
        {
            measurement.Figures["trace.commits"] = (double)flushes / open.Count;
        }

        foreach (OpenStream stream in open)
        {
            await stream.DisposeAsync();
        }
    }

    private static async Task<long?> CountAsync(PostgresFlushes postgres, CancellationToken cancellationToken)
    {
        if (await postgres.CountAsync() is null)
        {
            return DiskFlushes.Count();
        }

        await Task.Delay(CountLag, cancellationToken);
        return await postgres.CountAsync();
    }
}
