using System.Diagnostics;
using HdrHistogram;

namespace Spico.Load.Measuring;

/// <summary>How long each kind of step took, in microseconds.</summary>
internal sealed class StepTimings
{
    private readonly SortedDictionary<string, LongHistogram> _histograms = new(StringComparer.Ordinal);

    /// <summary>What was measured, by kind.</summary>
    public IReadOnlyDictionary<string, LongHistogram> Histograms => _histograms;

    /// <summary>A step that began then has ended now. It may count for several kinds.</summary>
    public void Add(long begun, params ReadOnlySpan<string> kinds)
    {
        long took = (long)Math.Max(1, Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
        foreach (string kind in kinds)
        {
            if (!_histograms.TryGetValue(kind, out LongHistogram? histogram))
            {
                _histograms[kind] = histogram = new LongHistogram(LatencyWindow.HighestMicroseconds, 3);
            }

            histogram.RecordValue(took);
        }
    }

    /// <summary>Forgets these kinds: they were warming up.</summary>
    public void Clear(params ReadOnlySpan<string> kinds)
    {
        foreach (string kind in kinds)
        {
            _histograms.Remove(kind);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void ClearAll() => _histograms.Clear();
}
