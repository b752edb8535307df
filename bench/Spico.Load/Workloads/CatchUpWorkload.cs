using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;
using Spico.Protocol;

namespace Spico.Load.Workloads;

/// <summary>
/// A long conversation is read: the newest 50, the 1,000 before, and a resume 1,000 behind. On PostgreSQL the plain
/// queries of the same rows are measured in between.
/// </summary>
internal sealed class CatchUpWorkload(int messages) : IWorkload
{
    private const int Page = 50;
    private const int Back = 1000;
    private const int WindowOfOne = 32;

    public string Name => "catch-up";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        SpicoPeer spico = (SpicoPeer)peer;
        var plan = new PeerPlan(1, 1);
        await using Trial trial = await Trial.StartAsync(peer, plan, settings, cancellationToken);
        await trial.ConnectAsync([0], cancellationToken);
        var clock = Stopwatch.StartNew();
        await Progress.ShowAsync(
            $"{peer.Card.Name}: storing", messages, () => trial.Population.Ledger.Acked,
            () => trial.Population.PostManyAsync(0, messages, WindowOfOne, cancellationToken));
        double filled = messages / clock.Elapsed.TotalSeconds;
        await using PlainQueries? plain = spico.Target.OwnPostgres is { } postgres
            ? await PlainQueries.CreateAsync(postgres, messages, cancellationToken)
            : null;
        var measurement = new Measurement();
        measurement.Figures["filled"] = filled;
        await MeasureAsync(measurement, spico, plain, settings.Duration, cancellationToken);
        trial.Add($"{messages}", measurement);
        return await trial.JudgeAsync(cancellationToken);
    }

    private static async Task MeasureAsync(
        Measurement measurement,
        SpicoPeer spico,
        PlainQueries? plain,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        StreamId stream = spico.Conversations[0].Id;
        await using HistoryReader reader = await HistoryReader.ConnectAsync(spico, stream, cancellationToken);
        long head = await reader.NewestAsync(Page, cancellationToken);
        SortedDictionary<string, LongHistogram> histograms = new(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        TimeSpan warm = duration / 4;
        bool isWarm = false;
        while (clock.Elapsed < duration + warm)
        {
            if (!isWarm && clock.Elapsed > warm)
            {
                isWarm = true;
                histograms.Clear();
            }

            await TimeAsync("newest50", () => reader.NewestAsync(Page, cancellationToken));
            await TimeAsync("back1000", () => reader.BackAsync(head - Page + 1, Back, cancellationToken));
            await TimeAsync("resume1000", () => reader.ResumeAsync(head, Back, cancellationToken));
            if (plain is not null)
            {
                await TimeAsync("query50", () => plain.NewestAsync(cancellationToken));
                await TimeAsync("query1000", () => plain.BackAsync(head - Page, cancellationToken));
            }
        }

        foreach ((string name, LongHistogram histogram) in histograms)
        {
            measurement.Figures[name] = Percentile.At(histogram, 50);
            measurement.Curves[name] = Percentile.Curve(histogram);
        }

        if (plain is not null)
        {
            Ratio("newest50.ratio", "newest50", "query50");
            Ratio("back1000.ratio", "back1000", "query1000");
        }

        async Task TimeAsync(string name, Func<Task> read)
        {
            long begun = Stopwatch.GetTimestamp();
            await read();
            if (!histograms.TryGetValue(name, out LongHistogram? histogram))
            {
                histograms[name] = histogram = new LongHistogram(LatencyWindow.HighestMicroseconds, 3);
            }

            histogram.RecordValue((long)Math.Max(1, Stopwatch.GetElapsedTime(begun).TotalMicroseconds));
        }

        void Ratio(string name, string of, string to) =>
            measurement.Figures[name] = measurement.Figures[of] / measurement.Figures[to];
    }
}
