using System.Collections;

namespace Spico.Checker;

/// <summary>The rules of one conversation, fed event by event. Its final log, when known, is fed first.</summary>
internal sealed class ConversationCheck
{
    private readonly History _history;
    private readonly IReadOnlyList<HistoryWriter> _clients;
    private readonly ViolationLog _violations;
    private readonly IReadOnlyList<LogEntry>? _log;
    private readonly Membership? _membership;
    private readonly Dictionary<int, SubscriptionCheck> _subscriptions = [];
    private readonly Dictionary<long, Send> _open = [];
    private readonly Dictionary<(uint Epoch, long Seq), Send> _acked = [];
    private readonly Dictionary<(Guid Author, ulong Hash), int> _possible = [];
    private readonly Dictionary<(uint Epoch, long Seq), (int Author, ulong Hash)> _observed = [];
    private readonly Dictionary<int, uint> _epochs = [];
    private readonly List<(long After, long UpTo)> _skipped = [];
    private readonly BitArray _seen;
    private (uint Epoch, long Seq) _ackedMax;
    private long _seenMax;
    private long _subscribedAfterMin = long.MaxValue;
    private bool _isSentTo;

    public ConversationCheck(
        Guid id,
        History history,
        IReadOnlyList<HistoryWriter> clients,
        ViolationLog violations)
    {
        Id = id;
        _history = history;
        _clients = clients;
        _violations = violations;
        Epoch = history.EpochOf(id);
        if (history.Logs.TryGetValue(id, out _log))
        {
            _membership = new Membership(_log);
            CheckLog();
        }

        _seen = new BitArray((_log?.Count ?? 0) + 1);
    }

    public Guid Id { get; }

    public uint Epoch { get; }

    public bool HasLog => _log is not null;

    private long Head => _log?.Count ?? 0;

    public void Add(Violation violation) => _violations.Add(violation);

    public void On(in HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case EventKind.SendInvoke: OnInvoke(happened); break;
            case EventKind.SendOk: OnAcked(happened); break;
            case EventKind.SendFail: OnFailed(happened); break;
            case EventKind.SendUnknown: _open.Remove(happened.Send); break;
            case EventKind.Deliver:
                CheckFact(happened);
                OnSeen(happened);
                Subscription(happened.Session).OnDelivered(happened);
                break;
            case EventKind.Read: CheckFact(happened); break;
            case EventKind.ResumeInvoke: Subscription(happened.Session).OnAsked(happened); break;
            case EventKind.ResumeOk: Subscription(happened.Session).OnResumed(happened); break;
            case EventKind.Resync: Subscription(happened.Session).OnResync(happened); break;
            case EventKind.StreamEnd: Subscription(happened.Session).OnEnd(); break;
            case EventKind.AccessEnd: Subscription(happened.Session).OnAccessEnd(happened); break;
        }

        if (happened.Epoch > _epochs.GetValueOrDefault(happened.Session))
        {
            _epochs[happened.Session] = happened.Epoch;
        }
    }

    public void OnSubscribed(long after) => _subscribedAfterMin = Math.Min(_subscribedAfterMin, after);

    public void OnSkipped(long after, long upTo) => _skipped.Add((after, upTo));

    public bool IsHidden(Guid person, long after, long upTo) =>
        _membership is null || _membership.IsHidden(person, after, upTo);

    public bool EndedBetween(Guid person, long after, long before) =>
        _membership is not null && _membership.EndedBetween(person, after, before);

    public bool EndsAt(Guid person, long seq) => _membership is null || _membership.EndsAt(person, seq);

    public long LastReadable(Guid person) => _membership?.LastReadable(person, Head) ?? 0;

    /// <summary>The rules that can be judged only when everything is known.</summary>
    public void Conclude(long order, bool isQuiet)
    {
        if (_log is null)
        {
            return;
        }

        foreach (((uint epoch, long seq), Send send) in _acked)
        {
            if (epoch == Epoch)
            {
                CheckAcked(seq, send);
            }
        }

        CheckOnce();
        if (!isQuiet)
        {
            return;
        }

        foreach (SubscriptionCheck subscription in _subscriptions.Values)
        {
            subscription.OnQuietEnd(order);
        }

        foreach (Send send in _open.Values)
        {
            Report(Rule.Liveness, send.Order, 0, send.Session, "sent a message that was never answered");
        }
    }

    private void CheckLog()
    {
        for (int i = 0; i < _log!.Count; i++)
        {
            if (_log[i].Seq != i + 1)
            {
                Report(Rule.Order, 0, _log[i].Seq, -1, $"the log has {_log[i].Seq} where {i + 1} should be");
                break;
            }
        }
    }

    private void OnInvoke(in HistoryEvent invoked)
    {
        _isSentTo = true;
        Guid author = _clients[invoked.Session].Person;
        uint epoch = _epochs.GetValueOrDefault(invoked.Session);
        _open[invoked.Send] = new Send(invoked.Order, invoked.Session, author, invoked.Hash, _ackedMax, epoch);
        _possible[(author, invoked.Hash)] = _possible.GetValueOrDefault((author, invoked.Hash)) + 1;
    }

    private void OnFailed(in HistoryEvent failed)
    {
        if (_open.Remove(failed.Send, out Send send))
        {
            _possible[(send.Author, send.Hash)]--;
        }
    }

    private void OnAcked(in HistoryEvent acked)
    {
        if (!_open.Remove(acked.Send, out Send send))
        {
            Report(Rule.Once, acked.Order, acked.Seq, acked.Session, $"got an ack at {acked.Seq} for nothing open");
            return;
        }

        (uint Epoch, long Seq) position = (acked.Epoch, acked.Seq);
        if (acked.Epoch < send.EpochKnown)
        {
            Report(
                Rule.Epoch, acked.Order, acked.Seq, acked.Session,
                $"got an ack in epoch {acked.Epoch} after epoch {send.EpochKnown} was told");
        }

        if (position.CompareTo(send.AckedBefore) <= 0)
        {
            Report(
                Rule.Order, acked.Order, acked.Seq, acked.Session,
                $"got an ack at {acked.Seq} for a message sent after the ack at {send.AckedBefore.Seq}");
        }

        if (!_acked.TryAdd(position, send))
        {
            Report(Rule.Once, acked.Order, acked.Seq, acked.Session, $"got the second ack at {acked.Seq}");
        }

        if (position.CompareTo(_ackedMax) > 0)
        {
            _ackedMax = position;
        }
    }

    private void CheckFact(in HistoryEvent fact)
    {
        if (_log is null || fact.Epoch != Epoch)
        {
            CheckAgreement(fact);
            return;
        }

        if (fact.Seq < 1 || fact.Seq > Head)
        {
            Report(Rule.Epoch, fact.Order, fact.Seq, fact.Session, $"got {fact.Seq}, beyond the log's end {Head}");
            return;
        }

        LogEntry entry = _log[(int)fact.Seq - 1];
        if (!fact.IsElided &&
            (!entry.CanHaveHad(fact.Hash) || (fact.Author >= 0 && _history.AuthorAt(fact.Author) != entry.Author)))
        {
            Report(Rule.Order, fact.Order, fact.Seq, fact.Session, $"got another {fact.Seq} than the log holds");
        }

        CheckAccess(fact, entry);
    }

    private void CheckAccess(in HistoryEvent fact, LogEntry entry)
    {
        Membership.Sight sight = _membership!.Of(_clients[fact.Session].Person, entry);
        string? wrong = sight switch
        {
            Membership.Sight.Nothing => "which its person may not read",
            Membership.Sight.Elided when !fact.IsElided => "whose data class is withheld from its person",
            Membership.Sight.Full when fact.IsElided => "elided, although its person may read it",
            _ => null,
        };
        if (wrong is not null)
        {
            Report(Rule.Access, fact.Order, fact.Seq, fact.Session, $"got {fact.Seq}, {wrong}");
        }
    }

    private void CheckAgreement(in HistoryEvent fact)
    {
        if (fact.IsElided)
        {
            return;
        }

        (uint, long) position = (fact.Epoch, fact.Seq);
        (int, ulong) value = (fact.Author, fact.Hash);
        if (!_observed.TryAdd(position, value) && _observed[position] != value)
        {
            Report(Rule.Order, fact.Order, fact.Seq, fact.Session, $"got another {fact.Seq} than somebody before");
        }
    }

    private void OnSeen(in HistoryEvent fact)
    {
        if (fact.Epoch == Epoch && fact.Seq > 0 && fact.Seq < _seen.Count)
        {
            _seen[(int)fact.Seq] = true;
            _seenMax = Math.Max(_seenMax, fact.Seq);
        }
    }

    private void CheckAcked(long seq, Send send)
    {
        LogEntry? entry = seq >= 1 && seq <= Head ? _log![(int)seq - 1] : null;
        if (entry is null || !entry.CanHaveHad(send.Hash) || entry.Author != send.Author)
        {
            Report(Rule.Lost, send.Order, seq, send.Session, $"has an ack at {seq}, where the log does not hold it");
        }
        else if (seq < _seenMax && seq > _subscribedAfterMin && !_seen[(int)seq] && !IsSkipped(seq))
        {
            Report(Rule.Unseen, send.Order, seq, send.Session, $"has an ack at {seq}, which no subscriber ever got");
        }
    }

    private void CheckOnce()
    {
        if (!_isSentTo)
        {
            return;
        }

        foreach (LogEntry entry in _log!)
        {
            if (entry.Kind != LogEntryKind.Message || entry.IsRetracted)
            {
                continue;
            }

            int left = _possible.GetValueOrDefault((entry.Author, entry.Hash));
            if (left <= 0)
            {
                Report(Rule.Once, 0, entry.Seq, -1, $"the log has {entry.Seq} once more than it was sent");
            }

            _possible[(entry.Author, entry.Hash)] = left - 1;
        }
    }

    private bool IsSkipped(long seq) => _skipped.Exists(gap => seq > gap.After && seq <= gap.UpTo);

    private SubscriptionCheck Subscription(int session)
    {
        if (!_subscriptions.TryGetValue(session, out SubscriptionCheck? subscription))
        {
            subscription = new SubscriptionCheck(this, _clients[session]);
            _subscriptions[session] = subscription;
        }

        return subscription;
    }

    private void Report(Rule rule, long order, long seq, int session, string message)
    {
        string who = session < 0 ? "" : _clients[session].Name + " ";
        Add(new Violation(rule, Id, seq, seq, session, order, who + message));
    }

    private readonly record struct Send(
        long Order,
        int Session,
        Guid Author,
        ulong Hash,
        (uint Epoch, long Seq) AckedBefore,
        uint EpochKnown);
}
