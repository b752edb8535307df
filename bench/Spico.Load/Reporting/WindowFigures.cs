using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Measuring;

namespace Spico.Load.Reporting;

/// <summary>Turns what was counted into the figures, curves and series of a report.</summary>
internal static class WindowFigures
{
    private const double Megabyte = 1024 * 1024;

    public static Measurement Of(LoadWindow window, int cores, bool isStored)
    {
        var measurement = new Measurement
        {
            Void = window.DriverFault(cores),
            NotSustained = window.Shortfall,
        };
        Snapshot begin = window.Begin, end = window.End;
        SortedDictionary<string, double> figures = measurement.Figures;
        double seconds = window.Seconds;
        long acked = end.Acked - begin.Acked, delivered = end.Delivered - begin.Delivered;
        figures["acked"] = acked / seconds;
        figures["delivered"] = delivered / seconds;
        AddLatencies(measurement, "ack", window.Acks);
        AddLatencies(measurement, "deliver", window.Deliveries);
        if (window.Lags.TotalCount > 0)
        {
            figures["lag.p99"] = Percentile.At(window.Lags, 99);
        }

        AddCores(figures, begin, end);
        AddProcessors(figures, begin, end, delivered);
        figures["memory.server"] = end.ServerMemory / Megabyte;
        AddIf(figures, "memory.store", end.StoreMemory / Megabyte);
        if (delivered > 0)
        {
            AddIf(figures, "wire", (double)(end.Received - begin.Received) / delivered);
        }

        if (acked > 0)
        {
            if (isStored)
            {
                long? flushes = end.LogFlushes - begin.LogFlushes ?? end.DiskFlushes - begin.DiskFlushes;
                AddIf(figures, "flushes", (double)(flushes ?? 0) / acked);
            }

            AddIf(figures, "allocated", (double)(end.Allocated - begin.Allocated ?? 0) / acked / 1024);
        }

        AddSeries(measurement.Series, window.Samples);
        return measurement;
    }

    public static void AddLatencies(Measurement measurement, string name, LongHistogram histogram)
    {
        if (histogram.TotalCount == 0)
        {
            return;
        }

        foreach ((string percentile, double value) in Percentile.Figures)
        {
            measurement.Figures[$"{name}.{percentile}"] = Percentile.At(histogram, value);
        }

        measurement.Curves[name] = Percentile.Curve(histogram);
    }

    private static void AddProcessors(
        SortedDictionary<string, double> figures,
        Snapshot begin,
        Snapshot end,
        long delivered)
    {
        double server = end.ServerCpu - begin.ServerCpu;
        double store = end.StoreCpu - begin.StoreCpu;
        double driver = end.DriverCpu - begin.DriverCpu;
        if (delivered > 0)
        {
            double millions = delivered / 1e6;
            AddIf(figures, "cpu", (server + store) / millions);
            AddIf(figures, "cpu.server", server / millions);
            AddIf(figures, "cpu.store", store / millions);
            figures["cpu.driver"] = driver / millions;
        }
    }

    /// <summary>Processors kept busy between two moments.</summary>
    public static void AddCores(SortedDictionary<string, double> figures, Snapshot begin, Snapshot end)
    {
        double seconds = Stopwatch.GetElapsedTime(begin.At, end.At).TotalSeconds;
        AddIf(figures, "cores.server", (end.ServerCpu - begin.ServerCpu) / seconds);
        AddIf(figures, "cores.store", (end.StoreCpu - begin.StoreCpu) / seconds);
        figures["cores.driver"] = (end.DriverCpu - begin.DriverCpu) / seconds;
    }

    /// <summary>What happened between each two samples.</summary>
    public static void AddSeries(SortedDictionary<string, double[]> series, IReadOnlyList<Snapshot> samples)
    {
        if (samples.Count < 2)
        {
            return;
        }

        (Snapshot Before, Snapshot Now)[] steps = [.. samples.Zip(samples.Skip(1))];
        series["seconds"] = Each((_, now) => Stopwatch.GetElapsedTime(samples[0].At, now.At).TotalSeconds);
        series["acked"] = Rate(now => now.Acked);
        series["delivered"] = Rate(now => now.Delivered);
        series["server"] = Rate(now => now.ServerCpu);
        series["store"] = Rate(now => now.StoreCpu);
        series["driver"] = Rate(now => now.DriverCpu);
        series["serverMb"] = Each((_, now) => now.ServerMemory / Megabyte);
        series["storeMb"] = Each((_, now) => now.StoreMemory / Megabyte);
        if (samples[^1].Heap is not null)
        {
            series["heapMb"] = Each((_, now) => (now.Heap ?? 0) / Megabyte);
        }

        double[] Each(Func<Snapshot, Snapshot, double> value) =>
            [.. steps.Select(step => value(step.Before, step.Now))];

        double[] Rate(Func<Snapshot, double> count) => Each((before, now) =>
            (count(now) - count(before)) / Stopwatch.GetElapsedTime(before.At, now.At).TotalSeconds);
    }

    private static void AddIf(SortedDictionary<string, double> figures, string name, double value)
    {
        // Nothing counted means that it could not be counted: the figure is left out rather than told as 0.
        if (value > 0)
        {
            figures[name] = value;
        }
    }
}
