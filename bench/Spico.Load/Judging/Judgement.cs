namespace Spico.Load.Judging;

/// <summary>What the receivers of a run saw, against what was acknowledged.</summary>
internal sealed record Judgement
{
    /// <summary>Messages acknowledged.</summary>
    public long Accepted { get; init; }

    /// <summary>Messages refused, or whose outcome is not known.</summary>
    public long Refused { get; init; }

    /// <summary>Messages received, each counted once for each receiver.</summary>
    public long Delivered { get; init; }

    /// <summary>Acknowledged messages that a member did not receive, counted for each such member.</summary>
    public long Lost { get; init; }

    /// <summary>Messages that a receiver got again.</summary>
    public long Duplicated { get; init; }

    /// <summary>Messages that came after a later one of the same sender.</summary>
    public long Reordered { get; init; }

    /// <summary>Messages that reached somebody who is not a member.</summary>
    public long Leaked { get; init; }

    /// <summary>
    /// Conversations whose members did not all see one order. A fault only where one order is promised.
    /// </summary>
    public int ConversationsOfSeveralOrders { get; init; }

    /// <summary>The history checker's verdict, for a server that is judged by its full history.</summary>
    public string? Checker { get; init; }

    /// <summary>Why a run is worth nothing; null when it is faultless.</summary>
    public string? Fault
    {
        get
        {
            (long Count, string What)[] faults =
            [
                (Lost, "lost"), (Duplicated, "duplicated"), (Reordered, "reordered"), (Leaked, "leaked"),
            ];
            string text = string.Join(
                ", ", faults.Where(fault => fault.Count > 0).Select(fault => $"{fault.Count} {fault.What}"));
            string? history = Checker is { } said && said.StartsWith("invalid", StringComparison.Ordinal) ? said : null;
            return (text.Length, history) switch
            {
                (0, null) => null,
                (0, _) => $"history {history}",
                (_, null) => text,
                _ => $"{text}; history {history}",
            };
        }
    }
}
