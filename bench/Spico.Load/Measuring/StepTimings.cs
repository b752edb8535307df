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

    /// <summary>Runs a step of a kind.</summary>
    public async Task<T> TimeAsync<T>(string kind, Func<Task<T>> run)
    {
        long begun = Stopwatch.GetTimestamp();
        T result = await run();
        Add(begun, kind);
        return result;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _histograms.Clear();
}
