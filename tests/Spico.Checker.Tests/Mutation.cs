using Spico.Protocol;

namespace Spico.Checker.Tests;

/// <summary>One fault planted in a valid history.</summary>
internal enum Mutation
{
    DropDelivery,
    RepeatDelivery,
    SwapDeliveries,
    ShiftDeliveries,
    AlterDelivery,
    DeliverAfterRemoval,
    AckWithoutFact,
    DropFromLog,
    RepeatInLog,
    SwapInLog,
}

/// <summary>Plants a fault. Null where the history has no place for it.</summary>
internal static class Mutations
{
    public static History? Plant(this Mutation mutation, SampleRun run, int choice)
    {
        List<HistoryEvent> events = [.. run.History.Events()];
        List<LogEntry> log = [.. run.Log];
        int index = Pick(events, choice);
        bool isPlanted = mutation switch
        {
            Mutation.DropDelivery => Try(() => events.RemoveAt(index)),
            Mutation.RepeatDelivery => Try(() => events.Insert(index + 1, events[index])),
            Mutation.SwapDeliveries => SwapDeliveries(events, index),
            Mutation.ShiftDeliveries => Try(() => Shift(events, index)),
            Mutation.AlterDelivery => Try(() => events[index] = events[index] with
            {
                Hash = events[index].Hash + 1,
                IsElided = false,
            }),
            Mutation.DeliverAfterRemoval => DeliverAfterRemoval(run, events),
            Mutation.AckWithoutFact => Try(() => Acknowledge(events, index, log.Count + 1)),
            Mutation.DropFromLog => DropAcked(events, log, choice),
            Mutation.RepeatInLog => Try(() => Repeat(log)),
            Mutation.SwapInLog => Try(() => SwapLast(log)),
            _ => false,
        };
        return isPlanted ? Rebuild(run, events, log) : null;
    }

    private static bool Try(Action plant)
    {
        plant();
        return true;
    }

    private static int Pick(List<HistoryEvent> events, int choice)
    {
        List<int> deliveries = [];
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Kind == EventKind.Deliver)
            {
                deliveries.Add(i);
            }
        }

        return deliveries[choice % deliveries.Count];
    }

    private static bool SwapDeliveries(List<HistoryEvent> events, int first)
    {
        int session = events[first].Session;
        int second = events.FindIndex(first + 1, e => e.Session == session && e.Kind == EventKind.Deliver);
        if (second < 0)
        {
            return false;
        }

        (events[first], events[second]) = (events[second], events[first]);
        return true;
    }

    private static void Shift(List<HistoryEvent> events, int first)
    {
        int session = events[first].Session;
        for (int i = first; i < events.Count; i++)
        {
            if (events[i].Session == session && events[i].Kind == EventKind.Deliver)
            {
                events[i] = events[i] with { Seq = events[i].Seq + 1 };
            }
        }
    }

    private static bool DeliverAfterRemoval(SampleRun run, List<HistoryEvent> events)
    {
        LogEntry? removal = run.Log.Find(entry => entry.Kind == LogEntryKind.MemberEnded && entry.Seq < run.Head);
        if (removal is null)
        {
            return false;
        }

        LogEntry next = run.Log[(int)removal.Seq];
        int session = run[PersonId.From(removal.Person)].Session;
        int end = events.FindIndex(e => e.Session == session && e.Kind == EventKind.AccessEnd);
        events.Insert(end, events[end] with
        {
            Kind = EventKind.Deliver,
            Epoch = SampleRun.Epoch,
            Seq = next.Seq,
            Hash = next.Hash,
        });
        return true;
    }

    private static void Acknowledge(List<HistoryEvent> events, int index, long seq)
    {
        var invoke = new HistoryEvent(0, EventKind.SendInvoke, events[index].Session, 0, -1, 0, 0, -7, 77, false);
        events.Insert(index, invoke);
        events.Insert(index + 1, invoke with { Kind = EventKind.SendOk, Epoch = SampleRun.Epoch, Seq = seq });
    }

    private static bool DropAcked(List<HistoryEvent> events, List<LogEntry> log, int choice)
    {
        List<HistoryEvent> acks = events.FindAll(e => e.Kind == EventKind.SendOk);
        log.RemoveAt((int)acks[choice % acks.Count].Seq - 1);
        for (int i = 0; i < log.Count; i++)
        {
            log[i] = log[i] with { Seq = i + 1 };
        }

        return true;
    }

    private static void Repeat(List<LogEntry> log) => log.Add(log[^1] with { Seq = log.Count + 1 });

    private static void SwapLast(List<LogEntry> log) =>
        (log[^1], log[^2]) = (log[^2] with { Seq = log.Count }, log[^1] with { Seq = log.Count - 1 });

    private static History Rebuild(SampleRun run, List<HistoryEvent> events, List<LogEntry> log)
    {
        var history = new History();
        List<HistoryWriter> writers =
        [
            .. run.History.Clients.Select(client => history.AddClient(client.Name, PersonId.From(client.Person))),
        ];
        Dictionary<long, long> sends = [];
        foreach (HistoryEvent e in events)
        {
            Replay(writers[e.Session], e, run, sends);
        }

        history.Final(run.Conversation, SampleRun.Epoch, log);
        return history;
    }

    private static void Replay(HistoryWriter writer, HistoryEvent e, SampleRun run, Dictionary<long, long> sends)
    {
        StreamId stream = run.Conversation;
        var position = new StreamPosition(e.Epoch, e.Seq);
        switch (e.Kind)
        {
            case EventKind.SendInvoke: sends[e.Send] = writer.SendInvoke(stream, e.Hash); break;
            case EventKind.SendOk: writer.SendOk(stream, sends[e.Send], position); break;
            case EventKind.SendFail: writer.SendFail(stream, sends[e.Send]); break;
            case EventKind.SendUnknown: writer.SendUnknown(stream, sends[e.Send]); break;
            case EventKind.Deliver:
                writer.Deliver(stream, e.Epoch, e.Seq, run.History.AuthorAt(e.Author), e.Hash, e.IsElided);
                break;
            case EventKind.ResumeInvoke: writer.ResumeInvoke(stream, position); break;
            case EventKind.ResumeOk: writer.ResumeOk(stream, position, e.Send); break;
            case EventKind.Resync: writer.Resync(stream, position); break;
            case EventKind.StreamEnd: writer.StreamEnd(stream); break;
            case EventKind.AccessEnd: writer.AccessEnd(stream); break;
            case EventKind.FaultBegin: sends[-1 - e.Send] = writer.FaultBegin("fault", "here"); break;
            case EventKind.FaultEnd: writer.FaultEnd(sends[-1 - e.Send]); break;
            case EventKind.Quiet: writer.Quiet(); break;
        }
    }
}
