using System.Text;

namespace Spico.Checker;

/// <summary>What happened around a violation, as text.</summary>
internal static class Timeline
{
    public static string Of(Violation violation, History history, IReadOnlyList<HistoryEvent> events, int linesMax)
    {
        IReadOnlyList<HistoryWriter> clients = history.Clients;
        List<HistoryEvent> near = [.. events.Where(happened => IsNear(happened, violation, history))];
        if (near.Count > linesMax)
        {
            // Those that happened closest to when it showed.
            near = [.. near.OrderBy(happened => Math.Abs(happened.Order - violation.Order)).Take(linesMax)];
            near.Sort(static (left, right) => left.Order.CompareTo(right.Order));
        }

        var text = new StringBuilder();
        text.AppendLine($"  around {violation.FirstSeq}..{violation.LastSeq} of {violation.Conversation:N}:");
        foreach (HistoryEvent happened in near)
        {
            text.AppendLine($"  {happened.Order,10}  {clients[happened.Session].Name,-16}  {Words(happened, history)}");
        }

        AppendLog(text, violation, history);
        return text.ToString();
    }

    private static bool IsNear(in HistoryEvent happened, Violation violation, History history)
    {
        if (happened.Kind is EventKind.FaultBegin or EventKind.FaultEnd or EventKind.Quiet)
        {
            return true;
        }

        if (happened.Conversation < 0 || history.ConversationAt(happened.Conversation) != violation.Conversation)
        {
            return false;
        }

        bool isItsClient = violation.Session < 0 || happened.Session == violation.Session;
        return happened.Kind switch
        {
            EventKind.Deliver or EventKind.Read or EventKind.SendOk =>
                happened.Seq >= violation.FirstSeq - 2 && happened.Seq <= violation.LastSeq + 2,
            EventKind.ResumeInvoke or EventKind.ResumeOk or EventKind.Resync or EventKind.StreamEnd
                or EventKind.AccessEnd => isItsClient,
            _ => false,
        };
    }

    private static string Words(in HistoryEvent happened, History history) => happened.Kind switch
    {
        EventKind.SendOk => $"ack at {happened.Seq} (epoch {happened.Epoch})",
        EventKind.Deliver => $"got {happened.Seq} {Content(happened, history)} (epoch {happened.Epoch})",
        EventKind.Read => $"read {happened.Seq} {Content(happened, history)} (epoch {happened.Epoch})",
        EventKind.ResumeInvoke => happened.Seq < 0 ? "opens for new facts" : $"resumes after {happened.Seq}",
        EventKind.ResumeOk => $"is resumed after {happened.Seq} of {happened.Send} (epoch {happened.Epoch})",
        EventKind.Resync => $"is told to resync at {happened.Seq} (epoch {happened.Epoch})",
        EventKind.StreamEnd => "its stream ends",
        EventKind.AccessEnd => "its access ends",
        EventKind.FaultBegin => $"FAULT {history.Faults[(int)happened.Send]}",
        EventKind.FaultEnd => $"fault over: {history.Faults[(int)happened.Send]}",
        EventKind.Quiet => "quiet",
        _ => happened.Kind.ToString(),
    };

    private static string Content(in HistoryEvent happened, History history) =>
        happened.IsElided ? "elided" : $"#{happened.Hash & 0xFFFFFF:x6} by {Short(history.AuthorAt(happened.Author))}";

    private static void AppendLog(StringBuilder text, Violation violation, History history)
    {
        if (!history.Logs.TryGetValue(violation.Conversation, out IReadOnlyList<LogEntry>? log))
        {
            return;
        }

        foreach (LogEntry entry in log
            .Where(entry => entry.Seq >= violation.FirstSeq - 2 && entry.Seq <= violation.LastSeq + 2)
            .Take(10))
        {
            string person = entry.Person == Guid.Empty ? "" : $" {Short(entry.Person)}";
            text.Append($"         log  {entry.Seq,-16}  {entry.Kind} #{entry.Hash & 0xFFFFFF:x6}");
            text.AppendLine($" by {Short(entry.Author)}{person}");
        }
    }

    private static string Short(Guid id) => id.ToString("N")[^6..];
}
