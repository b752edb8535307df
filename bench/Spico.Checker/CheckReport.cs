using System.Text;

namespace Spico.Checker;

/// <summary>A verdict with its reasons.</summary>
public sealed record CheckReport
{
    /// <summary>The judgement.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>In a few words, why.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened.</summary>
    public required CheckCounts Counts { get; init; }

    /// <summary>How many times each broken rule was broken.</summary>
    public required IReadOnlyDictionary<Rule, long> Broken { get; init; }

    /// <summary>The violations kept, the smallest first.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>What happened around the smallest violation, a line an event.</summary>
    public required string Timeline { get; init; }

    /// <summary>The report for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Verdict.ToString().ToLowerInvariant()).Append(": ").AppendLine(Reason);
        text.AppendLine(
            $"  {Counts.Acked} acked, {Counts.Failed} refused, {Counts.Unknown} unknown, " +
            $"{Counts.Delivered} delivered to {Counts.Clients} clients in {Counts.Conversations} conversations, "
            + $"{Counts.Faults} faults");
        foreach (Violation violation in Violations.Take(10))
        {
            text.AppendLine($"  {violation.Rule}: {violation.Message} ({violation.Conversation:N})");
        }

        return text.Append(Timeline).ToString().TrimEnd();
    }
}
