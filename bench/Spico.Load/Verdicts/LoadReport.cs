using System.Text.Json;
using System.Text.Json.Serialization;
using Spico.Checker;

namespace Spico.Load.Verdicts;

/// <summary>What a run was, what it measured and how it is judged.</summary>
internal sealed record LoadReport
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The verb.</summary>
    public required string Run { get; init; }

    /// <summary>Door, codec, store, seed, profile, sizes: what it takes to do it again.</summary>
    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    /// <summary>What the receivers saw.</summary>
    public required DeliveryCount Deliveries { get; init; }

    /// <summary>Messages there were to send.</summary>
    public required long Messages { get; init; }

    /// <summary>Clients.</summary>
    public required int Sessions { get; init; }

    /// <summary>Connections lost and made again.</summary>
    public required int Reconnects { get; init; }

    /// <summary>Refusals by code.</summary>
    public required IReadOnlyDictionary<string, int> Refusals { get; init; }

    /// <summary>How long sending took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Sending to acknowledgement.</summary>
    public required Percentiles Acks { get; init; }

    /// <summary>Sending to each delivery.</summary>
    public required Percentiles SendToDeliver { get; init; }

    /// <summary>The server's process, when it is ours.</summary>
    public ProcessUse? Server { get; init; }

    /// <summary>This process.</summary>
    public ProcessUse? Driver { get; init; }

    /// <summary>The checker's judgement of the history.</summary>
    public required Verdict Checker { get; init; }

    /// <summary>Why.</summary>
    public required string CheckerReason { get; init; }

    /// <summary>Whether all that was to be sent was accepted, and everybody saw all of it in one order.</summary>
    public bool Passed => Deliveries.IsFaultless && Deliveries.Accepted == Messages && Checker != Verdict.Invalid;

    public double AcceptedPerSecond => Deliveries.Accepted / Seconds;

    public double DeliveredPerSecond => Deliveries.Delivered / Seconds;

    public void Save(FileInfo file) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(this, Shape) + "\n");

    public void Print(TextWriter output)
    {
        string settings = string.Join(", ", Settings.Select(setting => $"{setting.Key} {setting.Value}"));
        output.WriteLine(FormattableString.Invariant($"{Run}: {settings}"));
        output.WriteLine(FormattableString.Invariant(
            $"  accepted    {Deliveries.Accepted} of {Messages} in {Seconds:0.0} s ({AcceptedPerSecond:0}/s)"));
        output.WriteLine(FormattableString.Invariant(
            $"  delivered   {Deliveries.Delivered} to {Sessions} sessions ({DeliveredPerSecond:0}/s)"));
        output.WriteLine(FormattableString.Invariant($"  lost        {Deliveries.Lost}"));
        output.WriteLine(FormattableString.Invariant($"  duplicated  {Deliveries.Duplicated}"));
        output.WriteLine(FormattableString.Invariant($"  reordered   {Deliveries.Reordered}"));
        output.WriteLine($"  ack         {Acks}");
        output.WriteLine($"  deliver     {SendToDeliver}");
        if (Server is not null)
        {
            output.WriteLine($"  server      {Server}");
        }

        if (Driver is not null)
        {
            output.WriteLine($"  driver      {Driver}");
        }

        output.WriteLine(FormattableString.Invariant($"  reconnects  {Reconnects}"));
        if (Refusals.Count > 0)
        {
            output.WriteLine("  refused     " + string.Join(", ", Refusals.Select(each => $"{each.Value} {each.Key}")));
        }

        output.WriteLine($"  history     {Checker.ToString().ToLowerInvariant()}: {CheckerReason}");
        output.WriteLine(Passed ? "passed" : "FAILED");
    }
}
