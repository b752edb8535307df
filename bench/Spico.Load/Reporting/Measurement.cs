using System.Text.Json.Serialization;
using Spico.Load.Judging;

namespace Spico.Load.Reporting;

/// <summary>One repeat of one load on one server.</summary>
internal sealed record Measurement
{
    /// <summary>Which repeat, from 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Why it is worth nothing, such as <c>3 lost</c>; null: it is worth something.</summary>
    public string? Void { get; init; }

    /// <summary>Why the load could not be kept up; its latencies then say nothing. Null: it was.</summary>
    public string? NotSustained { get; init; }

    /// <summary>What everybody saw, over the whole life of the server: warm-up and earlier loads included.</summary>
    public Judgement? Judged { get; init; }

    /// <summary>What was measured, by name; <see cref="FigureKind"/> tells what each is.</summary>
    public SortedDictionary<string, double> Figures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Latency in milliseconds by percentile, pairs of both; <c>ack</c> and <c>deliver</c>.</summary>
    public SortedDictionary<string, IReadOnlyList<double[]>> Curves { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Over time: <c>seconds</c>, and for each what it was then.</summary>
    public SortedDictionary<string, double[]> Series { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether its figures count.</summary>
    [JsonIgnore]
    public bool IsSound => Void is null;
}
