using HdrHistogram;

namespace Spico.Load.Verdicts;

/// <summary>A distribution of durations, in milliseconds.</summary>
internal sealed record Percentiles(long Count, double P50, double P99, double P999, double Max)
{
    public static Percentiles Of(HistogramBase microseconds) => new(
        microseconds.TotalCount,
        At(microseconds, 50),
        At(microseconds, 99),
        At(microseconds, 99.9),
        At(microseconds, 100));

    public override string ToString() => FormattableString.Invariant(
        $"p50 {P50:0.0} ms  p99 {P99:0.0} ms  p99.9 {P999:0.0} ms  max {Max:0.0} ms");

    private static double At(HistogramBase microseconds, double percentile) =>
        microseconds.TotalCount == 0 ? 0 : microseconds.GetValueAtPercentile(percentile) / 1000.0;
}
