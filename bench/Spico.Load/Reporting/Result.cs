using System.Text.Json.Serialization;
using Spico.Peers;

namespace Spico.Load.Reporting;

/// <summary>One load of one workload on one server, with all its repeats.</summary>
internal sealed record Result
{
    /// <summary>The workload.</summary>
    public required string Workload { get; init; }

    /// <summary>The load within it, such as <c>open/2000</c>.</summary>
    public required string Load { get; init; }

    /// <summary>The server.</summary>
    public required PeerCard Subject { get; init; }

    /// <summary>Each repeat.</summary>
    public List<Measurement> Repeats { get; init; } = [];

    /// <summary>Least, median and greatest of the repeats that count, by figure. Derived from them.</summary>
    public SortedDictionary<string, Spread> Figures => Spread.Of(Repeats);

    /// <summary>What ties it to the same measurement in another report.</summary>
    [JsonIgnore]
    public string Key => $"{Workload} {Load} {Subject.Name}";

    /// <summary>The repeats that count.</summary>
    [JsonIgnore]
    public IEnumerable<Measurement> Sound => Repeats.Where(repeat => repeat.IsSound);
}
