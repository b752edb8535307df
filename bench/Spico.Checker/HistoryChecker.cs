namespace Spico.Checker;

/// <summary>Judges a history by the rules. One pass over the events in their order.</summary>
public static class HistoryChecker
{
    /// <summary>The verdict on a history.</summary>
    public static CheckReport Check(History history, CheckerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= new CheckerOptions();
        var violations = new ViolationLog(options.ViolationsKept);
        IReadOnlyList<HistoryEvent> events = history.Events();
        IReadOnlyList<HistoryWriter> clients = history.Clients;
        Dictionary<Guid, ConversationCheck> conversations = [];
        foreach (Guid id in history.Logs.Keys)
        {
            conversations[id] = new ConversationCheck(id, history, clients, violations);
        }

        var kinds = new long[Enum.GetValues<EventKind>().Length];
        foreach (HistoryEvent happened in events)
        {
            kinds[(int)happened.Kind]++;
            if (happened.Conversation < 0)
            {
                continue;
            }

            Guid id = history.ConversationAt(happened.Conversation);
            if (!conversations.TryGetValue(id, out ConversationCheck? conversation))
            {
                conversations[id] = conversation = new ConversationCheck(id, history, clients, violations);
            }

            conversation.On(happened);
        }

        long end = events.Count > 0 ? events[^1].Order : 0;
        bool isQuiet = kinds[(int)EventKind.Quiet] > 0;
        foreach (ConversationCheck conversation in conversations.Values)
        {
            conversation.Conclude(end, isQuiet);
        }

        var counts = new CheckCounts
        {
            Clients = clients.Count(client => client.Person != Guid.Empty),
            Conversations = conversations.Count,
            Sent = kinds[(int)EventKind.SendInvoke],
            Acked = kinds[(int)EventKind.SendOk],
            Failed = kinds[(int)EventKind.SendFail],
            Unknown = kinds[(int)EventKind.SendUnknown],
            Delivered = kinds[(int)EventKind.Deliver],
            Read = kinds[(int)EventKind.Read],
            Resumed = kinds[(int)EventKind.ResumeOk],
            Resynced = kinds[(int)EventKind.Resync],
            Faults = (int)kinds[(int)EventKind.FaultBegin],
        };
        int unknownLogs = conversations.Values.Count(conversation => !conversation.HasLog);
        return Conclude(history, events, options, violations, counts, unknownLogs);
    }

    private static CheckReport Conclude(
        History history,
        IReadOnlyList<HistoryEvent> events,
        CheckerOptions options,
        ViolationLog violations,
        CheckCounts counts,
        int unknownLogs)
    {
        IReadOnlyList<Violation> found = violations.Smallest;
        (Verdict verdict, string reason) = found switch
        {
            [var smallest, ..] => (
                Verdict.Invalid,
                $"{violations.Counts.Values.Sum()} violations, the smallest of {smallest.Rule}"),
            _ when unknownLogs > 0 => (Verdict.Unknown, $"the final log of {unknownLogs} conversations was not read"),
            _ when counts.Acked < options.AcksMin => (Verdict.Unknown, $"fewer than {options.AcksMin} acks"),
            _ when counts.Faults < options.FaultsMin => (
                Verdict.Unknown,
                $"fewer than {options.FaultsMin} faults took effect"),
            _ => (Verdict.Valid, "every rule holds"),
        };
        return new CheckReport
        {
            Verdict = verdict,
            Reason = reason,
            Counts = counts,
            Broken = violations.Counts,
            Violations = found,
            Timeline = found is [var first, ..] ? Timeline.Of(first, history, events, options.TimelineLinesMax) : "",
        };
    }
}
