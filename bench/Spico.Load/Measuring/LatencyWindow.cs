using System.Diagnostics;
using HdrHistogram;

namespace Spico.Load.Measuring;

/// <summary>
/// Durations from when something was meant to happen until now, of what was meant to happen within the window. A
/// histogram a thread: recording takes no lock and shares no cache line.
/// </summary>
internal sealed class LatencyWindow : IDisposable
{
    /// <summary>Longer durations count as this.</summary>
    public const long HighestMicroseconds = 600_000_000;

    private static readonly double MicrosecondsPerTick = 1e6 / Stopwatch.Frequency;

    private ThreadLocal<LongHistogram> _histograms = Fresh();
    private long _from = long.MaxValue;
    private long _to = long.MaxValue;

    /// <summary>Begins anew: what is meant to happen from this moment on counts.</summary>
    public void Open(long from)
    {
        _histograms = Fresh();
        Volatile.Write(ref _to, long.MaxValue);
        Volatile.Write(ref _from, from);
    }

    /// <summary>What is meant to happen later does not count.</summary>
    public void Close(long to) => Volatile.Write(ref _to, to);

    public void Record(long meant) => Record(meant, Stopwatch.GetTimestamp());

    public void Record(long meant, long happened)
    {
        if (meant < Volatile.Read(ref _from) || meant >= Volatile.Read(ref _to))
        {
            return;
        }

        long microseconds = (long)((happened - meant) * MicrosecondsPerTick);
        _histograms.Value!.RecordValue(Math.Clamp(microseconds, 1, HighestMicroseconds));
    }

    /// <summary>Everything recorded. Nobody may record meanwhile.</summary>
    public LongHistogram Total()
    {
        var total = new LongHistogram(HighestMicroseconds, 3);
        foreach (LongHistogram histogram in _histograms.Values)
        {
            total.Add(histogram);
        }

        return total;
    }

    public void Dispose() => _histograms.Dispose();

    private static ThreadLocal<LongHistogram> Fresh() =>
        new(static () => new LongHistogram(HighestMicroseconds, 3), trackAllValues: true);
}
