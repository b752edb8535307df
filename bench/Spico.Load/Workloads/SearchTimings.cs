using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Measuring;
using Spico.Load.Reporting;

namespace Spico.Load.Workloads;

/// <summary>How long searches took, all and by kind, once the server is warm.</summary>
internal sealed class SearchTimings(RunSettings settings)
{
    private readonly StepTimings _steps = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private bool _isWarm;

    /// <summary>Whether there is time for another search.</summary>
    public bool GoesOn => _clock.Elapsed < settings.WarmUp + settings.Duration;

    /// <summary>A search of a kind was answered now.</summary>
    public void Add(string kind, long begun)
    {
        if (!_isWarm && _clock.Elapsed > settings.WarmUp)
        {
            _isWarm = true;
            _steps.Clear();
        }

        _steps.Add(begun, "search", $"search.{kind}");
    }

    /// <summary>Adds the figures to a measurement.</summary>
    public void AddTo(Measurement measurement)
    {
        foreach ((string name, LongHistogram histogram) in _steps.Histograms)
        {
            measurement.Figures[$"{name}.p95"] = Percentile.At(histogram, 95);
            measurement.Curves[name] = Percentile.Curve(histogram);
        }

        WindowFigures.AddLatencies(measurement, "search", _steps.Histograms["search"]);
        measurement.Figures["searches"] = _steps.Histograms["search"].TotalCount / settings.Duration.TotalSeconds;
    }
}
