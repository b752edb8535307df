namespace Spico.Load.Workloads;

/// <summary>What all workloads of a run share.</summary>
internal sealed record RunSettings
{
    /// <summary>How long each load is measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long each load runs before: code is compiled, caches fill.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long arrivals may pause at the end before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a message's text.</summary>
    public int TextBytes { get; init; } = 200;

    /// <summary>Members connecting at once.</summary>
    public int ConnectingAtOnce { get; init; } = 64;

    /// <summary>An open load this far behind is given up: the server does not sustain it.</summary>
    public int BacklogSecondsMax { get; init; } = 5;

    /// <summary>The seed of everything random.</summary>
    public int Seed { get; init; } = 1;
}
