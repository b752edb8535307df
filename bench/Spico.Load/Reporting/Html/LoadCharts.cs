using System.Globalization;

namespace Spico.Load.Reporting.Html;

/// <summary>The curves of one load: latency by percentile, and throughput, processors and memory over time.</summary>
internal static class LoadCharts
{
    private static readonly double[] PercentileTicks = [50, 90, 99, 99.9, 99.99];

    public static string Draw(IReadOnlyList<Result> results, string[] subjects)
    {
        (string Subject, Measurement Middle)[] shown =
        [
            .. results.Where(result => result.Sound.Any())
                .Select(result => (result.Subject.Name, MiddleOf(result))),
        ];
        if (shown.Length == 0)
        {
            return "";
        }

        return Latencies(shown, subjects) +
            OverTime("deliveries", "/s", shown, subjects, ["delivered"]) +
            OverTime("processors", "cores", shown, subjects, ["server", "store", "driver"]) +
            OverTime("memory", "MB", shown, subjects, ["serverMb", "storeMb", "heapMb"]);
    }

    /// <summary>The repeat that stands in the middle by what it acknowledged.</summary>
    private static Measurement MiddleOf(Result result)
    {
        Measurement[] sorted =
            [.. result.Sound.OrderBy(repeat => repeat.Figures.GetValueOrDefault("acked"))];
        return sorted[sorted.Length / 2];
    }

    private static string Latencies((string Subject, Measurement Middle)[] shown, string[] subjects)
    {
        List<Line> lines = [];
        foreach ((string subject, Measurement middle) in shown)
        {
            foreach ((string name, IReadOnlyList<double[]> curve) in middle.Curves)
            {
                bool isOfOne = shown.Length == 1;
                int color = isOfOne ? lines.Count : WorkloadSection.ColorOf(subject, subjects);
                string label = isOfOne ? name : $"{subject} {name}";
                bool isDashed = !isOfOne && name == "ack";
                lines.Add(new Line(
                    label, color, [.. curve.Where(point => point[0] > 0).Select(Placed(curve))], isDashed));
            }
        }

        if (lines.Count == 0)
        {
            return "";
        }

        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Y)];
        double right = Math.Max(2.5, lines.SelectMany(line => line.Points).Max(point => point.X));
        double[] ticks = [.. PercentileTicks.Select(Nines).Where(tick => tick <= right)];
        return new LineChart(
            "latency by percentile", "ms", Scale.Fixed(0, right, ticks), Scale.Logarithmic(values.Min(), values.Max()))
        {
            HorizontalLabel = Percentile,
        }.Draw(lines);
    }

    /// <summary>Each further nine takes as much room as the one before; the greatest stands a little beyond.</summary>
    private static Func<double[], (double X, double Y)> Placed(IReadOnlyList<double[]> curve)
    {
        double last = curve.Where(point => point[0] < 100).Select(point => Nines(point[0])).DefaultIfEmpty(0).Max();
        return point => (point[0] >= 100 ? last + 0.3 : Nines(point[0]), point[1]);
    }

    private static double Nines(double percentile) => -Math.Log10(1 - (percentile / 100));

    private static string Percentile(double nines) =>
        "p" + (100 * (1 - Math.Pow(10, -nines))).ToString("0.###", CultureInfo.InvariantCulture);

    private static string OverTime(
        string title,
        string unit,
        (string Subject, Measurement Middle)[] shown,
        string[] subjects,
        string[] columns)
    {
        List<Line> lines = [];
        foreach ((string subject, Measurement middle) in shown)
        {
            if (!middle.Series.TryGetValue("seconds", out double[]? seconds))
            {
                continue;
            }

            // Of several servers only what they themselves take is drawn, as one line each.
            if (shown.Length > 1)
            {
                double[] sum = [.. seconds.Select((_, i) => columns
                    .Where(column => column is not ("driver" or "heapMb"))
                    .Sum(column => middle.Series.TryGetValue(column, out double[]? values) ? values[i] : 0))];
                lines.Add(new Line(subject, WorkloadSection.ColorOf(subject, subjects), [.. seconds.Zip(sum)]));
                continue;
            }

            foreach (string column in columns)
            {
                if (middle.Series.TryGetValue(column, out double[]? values) && values.Any(value => value > 0))
                {
                    string label = column.Replace("Mb", "", StringComparison.Ordinal);
                    lines.Add(new Line(label, lines.Count, [.. seconds.Zip(values)]));
                }
            }
        }

        if (lines.Count == 0 || lines.TrueForAll(line => line.Points.All(point => point.Y == 0)))
        {
            return "";
        }

        Scale time = Scale.Linear(lines.SelectMany(line => line.Points).Max(point => point.X));
        Scale amount = Scale.Linear(lines.SelectMany(line => line.Points).Max(point => point.Y));
        string whole = shown.Length > 1 && columns.Length > 1 ? $"{title}, server and store" : title;
        return new LineChart($"{whole} over time", unit, time, amount)
        {
            HorizontalLabel = seconds => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        }.Draw(lines);
    }
}
