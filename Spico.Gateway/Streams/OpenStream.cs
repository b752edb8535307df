using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>
/// A stream open on one session: gives each fact after the client's position exactly once, in order. Facts that come
/// live and fit are passed on; one that comes too early makes it read what is missing through the grain, on its own
/// caller's authority, until it has seen everything that was delivered meanwhile. All state is guarded by the
/// stream's lock.
/// </summary>
internal sealed class OpenStream(ISubscriber subscriber, GatewayStream stream)
{
    private State _state = State.Opening;
    private StreamAccess _access = StreamAccess.All;
    private uint _withheld;
    private uint _epoch;

    // Rights as of this number came with the subscription: older facts about them change nothing any more.
    private long _accessAsOf;
    private long _next;
    private long _seen;
    private long _opening;

    private enum State
    {
        /// <summary>The client has not had its reply: what arrives is only counted.</summary>
        Opening,

        /// <summary>The next live fact is passed on.</summary>
        Live,

        /// <summary>Pages are read; live facts are only counted.</summary>
        CatchingUp,

        /// <summary>Nothing more is told.</summary>
        Over,
    }

    public GatewayStream Stream => stream;

    public ISubscriber Subscriber => subscriber;

    /// <summary>Whether presence was told; the session's to keep.</summary>
    public bool IsPresent { get; set; }

    /// <summary>Whether nothing more is told.</summary>
    public bool IsOver => _state == State.Over;

    /// <summary>
    /// The number up to which facts were told, when the next is expected live; else the largest there is. Read under
    /// the stream's lock.
    /// </summary>
    public long LivePosition => _state == State.Live ? _next - 1 : long.MaxValue;

    /// <summary>
    /// The position it was opened at, when the stream wants to be told of its closing: what came after is told by that.
    /// </summary>
    public long? OpenedAt { get; private set; }

    /// <summary>Begins the reading that <see cref="CatchUp"/> does; set once by the hub.</summary>
    public required Action<OpenStream> StartCatchUp { get; init; }

    /// <summary>Told once that it is over, when the stream wants to know; set once by the hub.</summary>
    public required Action<Closing> Closed { get; init; }

    /// <summary>
    /// The silo has registered the gateway. Facts after <paramref name="next"/> will be told; before the reply is
    /// out, nothing is.
    /// </summary>
    public void Admit(StreamPosition head, Subscription admitted, long next)
    {
        lock (stream.Gate)
        {
            _opening = admitted.Opening;
            OpenedAt = admitted.Opening == 0 ? null : head.Seq;
            _epoch = head.Epoch;
            _access = admitted.Access;
            _withheld = admitted.Withheld;
            _accessAsOf = head.Seq;
            _next = next;
            _seen = Math.Max(_seen, head.Seq);
            if (_state == State.Over)
            {
                // Closed while it was being opened.
                TellClosed();
            }
        }
    }

    /// <summary>The client has its reply: pushes may follow. False when it was closed meanwhile.</summary>
    public bool Start()
    {
        lock (stream.Gate)
        {
            if (_state != State.Opening)
            {
                return false;
            }

            _state = State.Live;
            CatchUpIfBehind();
            return true;
        }
    }

    /// <summary>Closed from this side.</summary>
    public void Detach() => Finish();

    /// <summary>
    /// A live fact. Of one that each reads as they may, only that it came is known here: it is caught up with. Called
    /// under the stream's lock.
    /// </summary>
    public void Offer(ref FactPushes pushes, List<Outbox> touched)
    {
        Envelope fact = pushes.Fact;
        bool isPulled = fact.PulledBy == PulledBy.Everybody
            || (fact.PulledBy == PulledBy.WhoActs && subscriber.Caller.ActedBy is not null);
        if (_state == State.Live && fact.Seq == _next && !isPulled)
        {
            if (Put(subscriber.Outbox.Put(pushes.For(_access)), touched))
            {
                Pass(fact, touched);
            }

            return;
        }

        NoteHead(fact.Seq);
    }

    /// <summary>An unnumbered push. Called under the stream's lock.</summary>
    public void Tell(SharedPush push, List<Outbox> touched)
    {
        if (_state is State.Live or State.CatchingUp)
        {
            Put(subscriber.Outbox.Put(push), touched);
        }
    }

    /// <summary>Facts up to this number exist. Called under the stream's lock.</summary>
    public void NoteHead(long seq)
    {
        _seen = Math.Max(_seen, seq);
        if (_state == State.Live)
        {
            CatchUpIfBehind();
        }
    }

    /// <summary>Ends it when the store went back. Called under the stream's lock.</summary>
    public void EndIfOtherEpoch(uint epoch, List<Outbox> touched)
    {
        if (_state is State.Live or State.CatchingUp && epoch != _epoch)
        {
            End(StreamEndReason.Resync, touched);
        }
    }

    /// <summary>Where to read on, or null when there is nothing to catch up any more.</summary>
    public long? ReadAfter()
    {
        lock (stream.Gate)
        {
            return _state == State.CatchingUp ? _next - 1 : null;
        }
    }

    /// <summary>Takes a fact of a page. False: no room now, wait and offer it again.</summary>
    public bool TakeRead(Envelope fact, SharedPush push, List<Outbox> touched)
    {
        lock (stream.Gate)
        {
            if (_state != State.CatchingUp || fact.Seq < _next)
            {
                return true;
            }

            if (fact.Seq > _next)
            {
                // The reader may not see what lies between any more: never a silent gap.
                End(StreamEndReason.Resync, touched);
                return true;
            }

            OutboxResult result = subscriber.Outbox.PutIfRoomToSpare(push);
            if (result == OutboxResult.Full)
            {
                return false;
            }

            if (Put(result, touched))
            {
                Pass(fact, touched);
            }

            return true;
        }
    }

    /// <summary>
    /// A page was taken whole. True when the reading goes on; otherwise everything seen is told, and the next fact is
    /// a live one.
    /// </summary>
    public bool Continue(HistoryPage page, List<Outbox> touched)
    {
        lock (stream.Gate)
        {
            if (_state != State.CatchingUp)
            {
                return false;
            }

            if (page.Head.Epoch != _epoch)
            {
                End(StreamEndReason.Resync, touched);
                return false;
            }

            _seen = Math.Max(_seen, page.Head.Seq);
            if (page.Facts.Length == 0 && page.Head.Seq >= _next)
            {
                // Facts exist that the caller is not given: never a silent gap.
                End(StreamEndReason.Resync, touched);
                return false;
            }

            if (_next > _seen)
            {
                _state = State.Live;
                return false;
            }

            return true;
        }
    }

    /// <summary>Ends the stream on this session with a push that says why.</summary>
    public void End(StreamEndReason reason, List<Outbox> touched)
    {
        lock (stream.Gate)
        {
            if (_state == State.Over)
            {
                return;
            }

            bool isTold = _state != State.Opening;
            Finish();
            if (isTold)
            {
                Put(subscriber.Outbox.Put(StreamPushes.Ended(stream.Id, reason)), touched);
            }

            subscriber.StreamEnded(this);
        }
    }

    private void CatchUpIfBehind()
    {
        if (_seen >= _next)
        {
            _state = State.CatchingUp;
            StartCatchUp(this);
        }
    }

    private void Finish()
    {
        _state = State.Over;
        TellClosed();
    }

    private void TellClosed()
    {
        if (_opening != 0)
        {
            var closing = new Closing(subscriber.Caller, stream.Id, _opening, _next - 1);
            _opening = 0;
            Closed(closing);
        }
    }

    private void Pass(Envelope fact, List<Outbox> touched)
    {
        _next = fact.Seq + 1;
        _seen = Math.Max(_seen, fact.Seq);
        if (fact.Access is { } change && change.Person == subscriber.Caller.Person && fact.Seq > _accessAsOf)
        {
            if (change.Access is null)
            {
                End(StreamEndReason.AccessEnded, touched);
            }
            else
            {
                _access = change.Access.Without(_withheld);
            }
        }
    }

    private bool Put(OutboxResult result, List<Outbox> touched)
    {
        switch (result)
        {
            case OutboxResult.WakeAfterBatch:
                touched.Add(subscriber.Outbox);
                return true;
            case OutboxResult.Queued:
                return true;
            case OutboxResult.Full:
                Finish();
                subscriber.FallBehind();
                return false;
            default:
                Finish();
                return false;
        }
    }
}
