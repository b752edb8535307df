namespace Spico.Checker;

/// <summary>When a history without a violation says enough to be called valid.</summary>
public sealed class CheckerOptions
{
    /// <summary>Fewer acknowledged messages leave the verdict unknown. Default: 1,000.</summary>
    public int AcksMin { get; init; } = 1000;

    /// <summary>Fewer faults in effect leave the verdict unknown. Default: 0, a run without faults.</summary>
    public int FaultsMin { get; init; }

    /// <summary>Violations kept for the report; more are only counted. Default: 100.</summary>
    public int ViolationsKept { get; init; } = 100;

    /// <summary>Lines of a timeline, at most. Default: 40.</summary>
    public int TimelineLinesMax { get; init; } = 40;
}
