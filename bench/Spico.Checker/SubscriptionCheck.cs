namespace Spico.Checker;

/// <summary>One client's subscription to one conversation: every position after the cursor, once, in order.</summary>
internal sealed class SubscriptionCheck(ConversationCheck conversation, HistoryWriter client)
{
    private long _last = -1;
    private long _headAtOpening;
    private uint _epoch;
    private bool _isOpen;
    private (uint Epoch, long Seq)? _asked;

    public void OnAsked(in HistoryEvent asked)
    {
        _asked = asked.Seq < 0 ? null : (asked.Epoch, asked.Seq);
        if (asked.Seq > _last && _last >= 0 && asked.Epoch == _epoch)
        {
            Add(Rule.Delivery, asked, _last, asked.Seq, $"asks to resume after {asked.Seq} but got only up to {_last}");
        }
    }

    public void OnResumed(in HistoryEvent resumed)
    {
        // A harness that does not see its client ask: it asked from where it was.
        (uint Epoch, long Seq)? asked = _asked ?? (_isOpen ? (_epoch, _last) : null);
        OnEpoch(resumed);
        if (asked is (uint epoch, long held) && epoch == resumed.Epoch && resumed.Seq != held &&
            (resumed.Seq < held || !conversation.IsHidden(client.Person, held, resumed.Seq)))
        {
            Add(
                Rule.Delivery, resumed, held, resumed.Seq,
                $"asked to resume after {held} and was resumed after {resumed.Seq}");
        }

        _asked = null;
        Begin(resumed);
    }

    public void OnResync(in HistoryEvent resync)
    {
        OnEpoch(resync);
        conversation.OnSkipped(_last < 0 ? 0 : _last, resync.Seq);
        Begin(resync);
    }

    public void OnEnd() => _isOpen = false;

    public void OnAccessEnd(in HistoryEvent ended)
    {
        if (_isOpen && _epoch == conversation.Epoch && !conversation.EndsAt(client.Person, _last))
        {
            Add(Rule.Delivery, ended, _last, _last, $"was told that its access ended, at {_last} where it did not");
        }

        _isOpen = false;
    }

    public void OnDelivered(in HistoryEvent fact)
    {
        if (!OnEpoch(fact))
        {
            return;
        }

        if (_last < 0)
        {
            // A harness that does not note openings: the first fact says where it began.
            Begin(fact with { Seq = fact.Seq - 1, Send = fact.Seq - 1 });
        }

        if (fact.Seq <= _last)
        {
            Add(Rule.Delivery, fact, fact.Seq, fact.Seq, $"got {fact.Seq} again, or after {_last}");
            return;
        }

        if (fact.Seq != _last + 1)
        {
            Add(Rule.Delivery, fact, _last, fact.Seq, $"got {fact.Seq} after {_last}");
        }

        if (conversation.EndedBetween(client.Person, Math.Max(_last - 1, _headAtOpening), fact.Seq))
        {
            Add(Rule.Access, fact, _last, fact.Seq, $"got {fact.Seq} although the access had ended before it");
        }

        _last = fact.Seq;
    }

    /// <summary>At the quiet end: everything readable must have arrived.</summary>
    public void OnQuietEnd(long order)
    {
        long expected = conversation.LastReadable(client.Person);
        if (_isOpen && _epoch == conversation.Epoch && _last < expected)
        {
            conversation.Add(new Violation(
                Rule.Liveness, conversation.Id, _last, expected, client.Session, order,
                $"{client.Name} stopped at {_last} of {expected}"));
        }
    }

    private void Begin(in HistoryEvent opened)
    {
        _last = opened.Seq;
        _headAtOpening = opened.Send;
        _isOpen = true;
        conversation.OnSubscribed(opened.Seq);
    }

    private bool OnEpoch(in HistoryEvent told)
    {
        if (told.Epoch < _epoch)
        {
            Add(Rule.Epoch, told, told.Seq, told.Seq, $"got epoch {told.Epoch} after epoch {_epoch}");
            return false;
        }

        if (told.Epoch > _epoch && _isOpen && told.Kind is EventKind.Deliver or EventKind.ResumeOk && _epoch > 0)
        {
            Add(Rule.Delivery, told, told.Seq, told.Seq, $"epoch {told.Epoch} began without a resync");
        }

        _epoch = told.Epoch;
        return true;
    }

    private void Add(Rule rule, in HistoryEvent happened, long first, long last, string message) =>
        conversation.Add(new Violation(
            rule, conversation.Id, Math.Min(first, last), Math.Max(first, last), client.Session, happened.Order,
            $"{client.Name} {message}"));
}
