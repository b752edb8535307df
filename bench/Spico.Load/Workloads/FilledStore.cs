using System.Diagnostics;
using HdrHistogram;
using Spico.Client;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Sessions;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// A server of its own with dossiers in its store, started anew since: nobody has opened one. Each step is timed on
/// its own, so that two servers can take turns.
/// </summary>
internal sealed class FilledStore(SpicoPeer spico, int size, int facts, int mine, int seed) : IAsyncDisposable
{
    private const double Megabyte = 1024 * 1024;

    private static readonly string[] Growing = ["cold", "add"];

    private readonly DossierShelf _shelf = new(facts, mine, seed);
    private readonly StepTimings _timings = new();
    private DossierReaders? _readers;
    private Queue<StoredDossier> _closed = new();
    private int _written;

    /// <summary>How many dossiers.</summary>
    public int Size => size;

    /// <summary>What has been measured.</summary>
    public Measurement Measurement { get; } = new();

    private DossierReaders Readers => _readers ?? throw new InvalidOperationException("It is not filled.");

    /// <summary>Starts the server and makes the dossiers.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await spico.StartAsync(new PeerPlan(1, 1), cancellationToken);
        var clock = Stopwatch.StartNew();
        await Progress.ShowAsync(
            $"{spico.Card.Name}: storing {size} dossiers", size, () => _shelf.Count,
            () => _shelf.FillAsync(spico, size, cancellationToken));
        Measurement.Figures["filled"] = _shelf.Commands / clock.Elapsed.TotalSeconds;
        Measurement.Figures["memory.peak"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
    }

    /// <summary>Lets the store rest, and has a server that knows no dossier yet.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await spico.Target.RestStoreAsync(cancellationToken);
        await spico.Target.KillAndRestartAsync();
        _readers = new DossierReaders(spico.Target);
        _closed = new Queue<StoredDossier>(_shelf.Pick(size));
    }

    /// <summary>Opens a dossier that nobody has opened since the start, and adds an entry to it.</summary>
    public async Task OpenOneAsync(CancellationToken cancellationToken)
    {
        StoredDossier dossier = _closed.Dequeue();
        SpicoClient client = await Readers.ForAsync(dossier.Owner, cancellationToken);
        await using (await _timings.TimeAsync("cold", () => client.OpenAsync(dossier.Id, null, cancellationToken)))
        {
            await _timings.TimeAsync("add", () => client.WriteEntryAsync(
                dossier.Id, DossierShelf.Entry(_written++), cancellationToken: cancellationToken));
        }
    }

    /// <summary>Reads the tasks and the dashboard of who has many dossiers.</summary>
    public async Task ReadAcrossAsync(CancellationToken cancellationToken)
    {
        SpicoClient me = await Readers.ForAsync(_shelf.Me, cancellationToken);
        await _timings.TimeAsync("board", () => me.ListTasksAsync(cancellationToken: cancellationToken));
        await _timings.TimeAsync("dashboard", () => me.ReadDashboardAsync(cancellationToken: cancellationToken));
    }

    /// <summary>
    /// What the traces of that many openings cost: commits of the store for each, none of which writes anything else;
    /// one after the other, when no two share one. The closings come after.
    /// </summary>
    public async Task CountTracesAsync(int openings, CancellationToken cancellationToken)
    {
        await using CommitCount commits = await CommitCount.BeginAsync(spico.StoreProcesses, cancellationToken);
        List<OpenStream> open = [];
        while (open.Count < openings && _closed.TryDequeue(out StoredDossier? dossier))
        {
            SpicoClient client = await Readers.ForAsync(dossier.Owner, cancellationToken);
            open.Add(await client.OpenAsync(dossier.Id, null, cancellationToken));
        }

        if (open.Count > 0 && await commits.SoFarAsync(cancellationToken) is { } flushes)
        {
            Measurement.Figures["trace.commits"] = (double)flushes / open.Count;
        }

        foreach (OpenStream stream in open)
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>What was timed so far was only to warm up.</summary>
    public void BeginMeasuring() => _timings.Clear();

    /// <summary>Puts what was timed into the measurement, beside what it was in a smaller store.</summary>
    public Measurement Conclude(Measurement? smaller)
    {
        foreach ((string name, LongHistogram histogram) in _timings.Histograms)
        {
            WindowFigures.AddLatencies(Measurement, name, histogram);
            Measurement.Figures[$"{name}.p95"] = Percentile.At(histogram, 95);
        }

        foreach (string name in smaller is null ? [] : Growing)
        {
            Measurement.Figures[$"{name}.growth"] =
                Measurement.Figures[$"{name}.p50"] / smaller!.Figures[$"{name}.p50"];
        }

        Measurement.Figures["memory.server"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
        return Measurement;
    }

    public async ValueTask DisposeAsync()
    {
        if (_readers is not null)
        {
            await _readers.DisposeAsync();
        }
    }
}
