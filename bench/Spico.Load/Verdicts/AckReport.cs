using System.Text.Json;

namespace Spico.Load.Verdicts;

/// <summary>How fast grains acknowledge posts that are durable.</summary>
internal sealed record AckReport
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verb.</summary>
    public string Run => "acks";

    /// <summary>What it takes to do it again.</summary>
    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    /// <summary>Posts acknowledged while measured.</summary>
    public required long Acked { get; init; }

    /// <summary>Posts refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Posts acknowledged that the conversations do not count, or count twice.</summary>
    public required long Miscounted { get; init; }

    /// <summary>How long it was measured, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Call to acknowledgement.</summary>
    public required Percentiles Acks { get; init; }

    /// <summary>This process: silo and driver.</summary>
    public required ProcessUse? Process { get; init; }

    /// <summary>What was asked of it.</summary>
    public required IReadOnlyList<string> Missed { get; init; }

    /// <summary>Posts a second.</summary>
    public double Rate => Acked / Seconds;

    /// <summary>Whether all posts count once and every objective is met.</summary>
    public bool Passed => Miscounted == 0 && Refused == 0 && Missed.Count == 0;

    public void Save(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(this, Shape) + "\n");

    public void Print(TextWriter output)
    {
        output.WriteLine("acks: " + string.Join(", ", Settings.Select(setting => $"{setting.Key} {setting.Value}")));
        output.WriteLine(FormattableString.Invariant($"  rate        {Rate:0}/s ({Acked} in {Seconds:0.0} s)"));
        output.WriteLine($"  ack         {Acks}");
        output.WriteLine($"  process     {Process}");
        output.WriteLine($"  refused     {Refused}");
        output.WriteLine($"  miscounted  {Miscounted}");
        output.WriteLine(Passed ? "passed" : $"FAILED {string.Join(", ", Missed)}");
    }
}
