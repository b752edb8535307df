using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Measuring;

namespace Spico.Load.Tests.Measuring;

public sealed class LatencyWindowTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;

    [Fact]
    public void Only_what_was_meant_within_the_window_counts_whenever_it_happened()
    {
        using var window = new LatencyWindow();
        window.Record(50 * Millisecond, 60 * Millisecond);
        window.Open(100 * Millisecond);
        window.Record(99 * Millisecond, 150 * Millisecond);
        window.Record(100 * Millisecond, 101 * Millisecond);
        window.Close(200 * Millisecond);
        window.Record(199 * Millisecond, 299 * Millisecond);
        window.Record(200 * Millisecond, 201 * Millisecond);
        LongHistogram total = window.Total();
        Assert.Equal(2, total.TotalCount);
        Assert.Equal(100, Percentile.At(total, 100), 0.1);
        window.Open(300 * Millisecond);
        Assert.Equal(0, window.Total().TotalCount);
    }

    [Fact]
    public void Percentiles_are_those_of_all_threads_together()
    {
        using var window = new LatencyWindow();
        window.Open(0);
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(part => new Thread(() =>
            {
                for (int n = 1; n <= 2500; n++)
                {
                    window.Record(0, ((part * 2500) + n) * Millisecond / 100);
                }
            })),
        ];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        LongHistogram total = window.Total();
        Assert.Equal(10_000, total.TotalCount);
        foreach ((string _, double percentile) in Percentile.Figures)
        {
            Assert.Equal(percentile, Percentile.At(total, percentile), percentile / 500);
        }
    }

    [Fact]
    public void A_curve_goes_no_finer_than_there_are_values()
    {
        var histogram = new LongHistogram(LatencyWindow.HighestMicroseconds, 3);
        for (int n = 1; n <= 100; n++)
        {
            histogram.RecordValue(n * 1000);
        }

        double[] percentiles = [.. Percentile.Curve(histogram).Select(point => point[0])];
        Assert.Contains(99, percentiles);
        Assert.Contains(100, percentiles);
        Assert.DoesNotContain(99.9, percentiles);
        Assert.Empty(Percentile.Curve(new LongHistogram(LatencyWindow.HighestMicroseconds, 3)));
    }
}
