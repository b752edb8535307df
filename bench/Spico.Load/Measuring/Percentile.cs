using HdrHistogram;

namespace Spico.Load.Measuring;

/// <summary>The percentiles that reports show.</summary>
internal static class Percentile
{
    /// <summary>Those that are figures, by name.</summary>
    public static readonly IReadOnlyList<(string Name, double Value)> Figures =
    [
        ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("p99.99", 99.99), ("max", 100),
    ];

    private static readonly double[] Shown =
        [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 99.999, 100];

    /// <summary>A percentile in milliseconds.</summary>
    public static double At(LongHistogram histogram, double percentile) =>
        histogram.GetValueAtPercentile(percentile) / 1000.0;

    /// <summary>Pairs of percentile and milliseconds, for charts; no finer than there are values.</summary>
    public static IReadOnlyList<double[]> Curve(LongHistogram histogram) => histogram.TotalCount == 0
        ? []
        :
        [
            .. Shown
                .Where(percentile => percentile is >= 100 or <= 50 ||
                    (100 - percentile) / 100 * histogram.TotalCount >= 1)
                .Select(percentile => new[] { percentile, At(histogram, percentile) }),
        ];
}
