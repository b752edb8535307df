using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Driving;

namespace Spico.Load.Measuring;

/// <summary>What was measured of one load: its counters at both ends and between, and its latencies.</summary>
/// <param name="Shape">The load.</param>
/// <param name="Begin">The counters when the warm-up was over.</param>
/// <param name="End">The counters at the end.</param>
/// <param name="Samples">The counters over time.</param>
/// <param name="Acks">Latencies of acks, in microseconds.</param>
/// <param name="Deliveries">Latencies of deliveries, in microseconds.</param>
/// <param name="Lags">How late the driver itself was, in microseconds.</param>
/// <param name="IsOverrun">Whether the load was given up because the server fell behind.</param>
internal sealed record LoadWindow(
    LoadShape Shape,
    Snapshot Begin,
    Snapshot End,
    IReadOnlyList<Snapshot> Samples,
    LongHistogram Acks,
    LongHistogram Deliveries,
    LongHistogram Lags,
    bool IsOverrun)
{
    /// <summary>
    /// The driver may use every processor, shared with the server; beyond this part of them the run says more about
    /// the driver than about the server.
    /// </summary>
    public const double DriverShareMax = 0.7;

    /// <summary>A driver that sends later than this, at the 99th percentile, did not keep its schedule.</summary>
    public const double DriverLagMaxMilliseconds = 50;

    public double Seconds => Stopwatch.GetElapsedTime(Begin.At, End.At).TotalSeconds;

    public double DriverCores => (End.DriverCpu - Begin.DriverCpu) / Seconds;

    /// <summary>Why the driver's own state makes the figures worthless; null: it does not.</summary>
    public string? DriverFault(int cores)
    {
        if (DriverCores > DriverShareMax * cores)
        {
            return FormattableString.Invariant(
                $"driver saturated, void: it used {DriverCores:0.00} of {cores} cores");
        }

        double lag = Lags.TotalCount == 0 ? 0 : Percentile.At(Lags, 99);
        return Shape.IsOpen && !IsOverrun && lag > DriverLagMaxMilliseconds
            ? FormattableString.Invariant($"driver saturated, void: it sent {lag:0} ms late at p99")
            : null;
    }

    /// <summary>Why an open load was not kept up; null: it was.</summary>
    public string? Shortfall
    {
        get
        {
            double rate = (End.Acked - Begin.Acked) / Seconds;
            return (Shape.IsOpen, IsOverrun, rate < Shape.Value * 0.95) switch
            {
                (true, true, _) => FormattableString.Invariant($"given up, too far behind at {rate:0}/s acked"),
                (true, false, true) => FormattableString.Invariant($"{rate:0}/s acked"),
                _ => null,
            };
        }
    }
}
