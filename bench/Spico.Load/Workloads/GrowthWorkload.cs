using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Driving;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// One conversation grows: what do posting to it, opening it and paging through it cost at each size?
/// </summary>
internal sealed class GrowthWorkload(IReadOnlyList<int> sizes) : IWorkload
{
    private const int WindowOfOne = 32;
    private const int Page = 50;

    public string Name => "growth";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await using Trial trial = await Trial.StartAsync(peer, new PeerPlan(1, 1), settings, cancellationToken);
        await trial.ConnectAsync([0], cancellationToken);
        Population population = trial.Population;

        // The first size is reached by a server that is warm already, as the others are.
        await population.PostManyAsync(0, Math.Min(500, sizes[0] / 2), WindowOfOne, cancellationToken);
        await using HistoryReader reader =
            await HistoryReader.ConnectAsync(spico, spico.Conversations[0].Id, cancellationToken);
        await MeasureAsync(trial, reader, settings.WarmUp, cancellationToken);
        Measurement? first = null;
        foreach (int size in sizes)
        {
            int missing = size - (int)population.Ledger.Acked;
            var clock = Stopwatch.StartNew();
            if (missing > 0)
            {
                await Progress.ShowAsync(
                    $"{peer.Card.Name}: storing {size}", size, () => population.Ledger.Acked,
                    () => population.PostManyAsync(0, missing, WindowOfOne, cancellationToken));
            }

            double filled = Math.Max(0, missing) / clock.Elapsed.TotalSeconds;
            await spico.Target.RestStoreAsync(cancellationToken);
            Measurement measurement = await MeasureAsync(trial, reader, settings.Duration, cancellationToken);
            if (filled > 0)
            {
                measurement.Figures["filled"] = filled;
            }

            first ??= measurement;
            foreach (string name in new[] { "post", "open", "page" })
            {
                measurement.Figures[$"{name}.growth"] = measurement.Figures[name] / first.Figures[name];
            }

            trial.Add($"messages/{size}", measurement);
        }

        return await trial.JudgeAsync(cancellationToken);
    }

    private static async Task<Measurement> MeasureAsync(
        Trial trial,
        HistoryReader reader,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        SortedDictionary<string, LongHistogram> histograms = new(StringComparer.Ordinal)
        {
            ["post"] = new LongHistogram(LatencyWindow.HighestMicroseconds, 3),
            ["open"] = new LongHistogram(LatencyWindow.HighestMicroseconds, 3),
            ["page"] = new LongHistogram(LatencyWindow.HighestMicroseconds, 3),
        };
        byte[] text = new byte[trial.Population.TextBytes];
        var random = new Random(1);
        Snapshot begin = trial.Probe.Take();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            long head = trial.Population.Ledger.Acked;
            await TimeAsync("post", async () => await trial.Population.PostAsync(
                0, Stopwatch.GetTimestamp(), text, cancellationToken));
            await TimeAsync("open", () => reader.OpenAsync(cancellationToken));
            long before = random.NextInt64(Math.Min(Page + 2, head), head + 1);
            await TimeAsync("page", () => reader.BackAsync(before, Page, cancellationToken));
        }

        var measurement = new Measurement();
        WindowFigures.AddCores(measurement.Figures, begin, trial.Probe.Take());
        foreach ((string name, LongHistogram histogram) in histograms)
        {
            measurement.Figures[name] = Percentile.At(histogram, 50);
            measurement.Curves[name] = Percentile.Curve(histogram);
        }

        return measurement;

        async Task TimeAsync(string name, Func<Task> act)
        {
            long begun = Stopwatch.GetTimestamp();
            await act();
            histograms[name].RecordValue((long)Math.Max(1, Stopwatch.GetElapsedTime(begun).TotalMicroseconds));
        }
    }
}
