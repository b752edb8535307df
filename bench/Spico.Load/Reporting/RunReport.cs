using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spico.Load.Reporting;

/// <summary>Everything a run measured and what it takes to do it again. Its JSON is documented in the README.</summary>
internal sealed record RunReport
{
    /// <summary>The version of this shape.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new RoundedNumbers() },
    };

    /// <summary>The version of the shape it was written in.</summary>
    public int Schema { get; init; } = SchemaVersion;

    /// <summary>The verb.</summary>
    public required string Run { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The arguments it was called with.</summary>
    public required string Arguments { get; init; }

    /// <summary>The commit of the tree; with a plus when it had changes.</summary>
    public required string Commit { get; init; }

    /// <summary>Where it ran.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>The seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Door, codec, store, sizes, durations.</summary>
    public SortedDictionary<string, string> Settings { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was measured.</summary>
    public List<Result> Results { get; init; } = [];

    /// <summary>What was demanded.</summary>
    public List<ObjectiveOutcome> Objectives { get; init; } = [];

    /// <summary>Why it failed, a line each: void repeats and objectives missed. Empty: it passed.</summary>
    [JsonIgnore]
    public IEnumerable<string> Failures =>
    [
        .. from result in Results
           from repeat in result.Repeats
           where !repeat.IsSound
           select $"{result.Key}: void, {repeat.Void}",
        .. from outcome in Objectives
           where !outcome.IsMet
           select $"{outcome.Objective} on {outcome.Of}: " + (outcome.Measured is { } measured
               ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"measured {measured:0.###}")
               : "not measured"),
    ];

    /// <summary>Adds a repeat to the result it belongs to.</summary>
    public void Add(string workload, string load, Peers.PeerCard subject, Measurement measurement)
    {
        Result? result = Results.Find(one =>
            one.Workload == workload && one.Load == load && one.Subject.Name == subject.Name);
        if (result is null)
        {
            Results.Add(result = new Result { Workload = workload, Load = load, Subject = subject });
        }

        result.Repeats.Add(measurement with { Repeat = result.Repeats.Count + 1 });
    }

    /// <summary>Holds each objective against every result that has its figure.</summary>
    public void Judge(IEnumerable<Objective> objectives)
    {
        foreach (Objective objective in objectives)
        {
            int before = Objectives.Count;
            foreach (Result result in Results)
            {
                SortedDictionary<string, Spread> figures = result.Figures;
                string? name = FigureKind.Meanings(objective.Name).FirstOrDefault(figures.ContainsKey);
                if (name is not null)
                {
                    double median = figures[name].Median;
                    Objectives.Add(new ObjectiveOutcome(
                        objective.Text, result.Key, median, objective.IsMet(median)));
                }
            }

            if (Objectives.Count == before)
            {
                Objectives.Add(new ObjectiveOutcome(objective.Text, "every result", null, IsMet: false));
            }
        }
    }

    /// <summary>Results with those of one load together, in the order in which they were measured.</summary>
    public static IReadOnlyList<Result> ByLoad(IEnumerable<Result> results) =>
        [.. results.GroupBy(result => result.Load).SelectMany(load => load)];

    public void Save(FileInfo file) => File.WriteAllText(file.FullName, ToJson() + "\n");

    public string ToJson() => JsonSerializer.Serialize(this, Shape);

    public static RunReport Load(FileInfo file) => FromJson(File.ReadAllText(file.FullName));

    public static RunReport FromJson(string json)
    {
        RunReport report = JsonSerializer.Deserialize<RunReport>(json, Shape)
            ?? throw new InvalidDataException("An empty report.");
        return report.Schema == SchemaVersion
            ? report
            : throw new InvalidDataException($"A report of schema {report.Schema}; this tool reads {SchemaVersion}.");
    }
}
