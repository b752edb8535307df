using System.Diagnostics;
using Spico.Checker;
using Spico.Load.Driving;
using Spico.Load.Judging;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>One server with everybody connected, loaded several times and judged once at the end.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly IPeer _peer;
    private readonly RunSettings _settings;
    private readonly List<Outcome> _outcomes = [];
    private Probe? _probe;

    private Trial(IPeer peer, PeerPlan plan, RunSettings settings)
    {
        _peer = peer;
        _settings = settings;
        Population = new Population(plan, settings.TextBytes);
    }

    public Population Population { get; }

    public Probe Probe => _probe!;

    /// <summary>Starts the server and connects the members given.</summary>
    public static async Task<Trial> StartAsync(
        IPeer peer,
        PeerPlan plan,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var trial = new Trial(peer, plan, settings);
        try
        {
            await peer.StartAsync(plan, cancellationToken);
            trial._probe = await Probe.AttachAsync(peer, trial.Population.Ledger);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    public Task ConnectAsync(IReadOnlyCollection<int> members, CancellationToken cancellationToken) =>
        Progress.ShowAsync(
            $"{_peer.Card.Name}: connecting {members.Count} members",
            members.Count,
            () => Population.Connected,
            () => Population.ConnectAsync(_peer, members, _settings.ConnectingAtOnce, cancellationToken));

    public void Add(string load, Measurement measurement) => _outcomes.Add(new Outcome(load, measurement));

    /// <summary>Runs a load, measures it after the warm-up, and waits until everybody has everything.</summary>
    /// <param name="shape">The load.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="name">What reports call it; the shape's own name when null.</param>
    public async Task<Measurement> RunAsync(
        LoadShape shape,
        CancellationToken cancellationToken,
        string? name = null)
    {
        ILoad load = shape.IsOpen
            ? new OpenLoad(
                Population,
                new Schedule(
                    shape.Value, Population.Plan.Conversations, Population.Plan.MembersEach, _settings.Seed),
                shape.Value * _settings.BacklogSecondsMax)
            : new ClosedLoad(Population, shape.Value);
        GC.Collect();
        var clock = Stopwatch.StartNew();
        TimeSpan whole = _settings.WarmUp + _settings.Duration;
        LoadWindow window = null!;
        await Progress.ShowAsync(
            $"{_peer.Card.Name}: {shape}",
            (long)whole.TotalSeconds,
            () => (long)Math.Min(clock.Elapsed.TotalSeconds, whole.TotalSeconds),
            async () => window = await MeasureAsync(load, shape, cancellationToken));
        Measurement measurement = WindowFigures.Of(window, Environment.ProcessorCount, _peer.Card.IsStored);
        Add(name ?? shape.ToString(), measurement);
        return measurement;
    }

    /// <summary>Judges everything since the start; returns all outcomes, void where the judgement says so.</summary>
    public async Task<IReadOnlyList<Outcome>> JudgeAsync(
        CancellationToken cancellationToken,
        bool isSenderOrderPromised = true)
    {
        await Population.SettleAsync(_settings.Patience, cancellationToken);
        var exact = _peer as IHistoryJudged;
        Judgement judgement = Population.Ledger.Judge(_peer.Card.IsOneOrder, isSenderOrderPromised);
        if (exact is not null)
        {
            CheckReport check = await exact.JudgeAsync(cancellationToken);
            judgement = judgement with { Checker = $"{check.Verdict.ToString().ToLowerInvariant()}: {check.Reason}" };
            if (check.Verdict == Verdict.Invalid)
            {
                Console.Error.WriteLine(check);
            }
        }

        return [.. _outcomes.Select(outcome => outcome with { Measurement = Judged(outcome.Measurement, judgement) })];
    }

    public async ValueTask DisposeAsync()
    {
        await Population.DisposeAsync();
        if (_probe is not null)
        {
            await _probe.DisposeAsync();
        }
    }

    private static Measurement Judged(Measurement measurement, Judgement judgement)
    {
        string? fault = judgement.Fault;
        Measurement judged = measurement with { Judged = judgement, Void = fault ?? measurement.Void };

        // What a wrong server did in a second is nothing to show.
        return fault is null
            ? judged
            : judged with { Figures = [], Curves = [], Series = [] };
    }

    private async Task<LoadWindow> MeasureAsync(ILoad load, LoadShape shape, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = load.RunAsync(stop.Token);
        await Task.WhenAny(running, Task.Delay(_settings.WarmUp, cancellationToken));
        Snapshot begin = await Probe.TakeAllAsync();
        foreach (LatencyWindow latencies in new[] { Population.Acks, Population.Deliveries, Population.Lags })
        {
            latencies.Open(begin.At);
        }

        using var sampler = new Sampler(Probe);
        await Task.WhenAny(running, Task.Delay(_settings.Duration, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<Snapshot> samples = sampler.Stop();
        Snapshot end = await Probe.TakeAllAsync();
        foreach (LatencyWindow latencies in new[] { Population.Acks, Population.Deliveries, Population.Lags })
        {
            latencies.Close(end.At);
        }

        await stop.CancelAsync();
        await running.WaitAsync(AnswerPatience, cancellationToken);
        await Population.SettleAsync(_settings.Patience, cancellationToken);
        return new LoadWindow(
            shape, begin, end, samples,
            Population.Acks.Total(), Population.Deliveries.Total(), Population.Lags.Total(),
            load.IsOverrun);
    }
}
