using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>
/// The streams one session has open. Its lock is taken under a stream's lock, so no stream is called while it is
/// held; presence is, because the bus never calls back.
/// </summary>
internal sealed class SessionStreams(Session session, SessionServices services) : ISubscriber
{
    private readonly Lock _gate = new();
    private OpenStreamSet _open;
    private CatchUpTurns _turns;
    private bool _isClosed;

    public Caller Caller => session.Caller;

    public Outbox Outbox => session.Outbox;

    public Task Ending => session.Ended;

    public Task TakeCatchUpTurnAsync()
    {
        lock (_gate)
        {
            return _turns.TakeAsync(services.Limits.CatchUpsMax);
        }
    }

    public void ReleaseCatchUpTurn()
    {
        lock (_gate)
        {
            _turns.Release();
        }
    }

    /// <summary>Whether the client has the stream open.</summary>
    public bool IsOpen(StreamId stream)
    {
        lock (_gate)
        {
            return _open.TryGet(stream, out _);
        }
    }

    /// <summary>
    /// Opens a stream. What was open of it before is closed: a client that did not get the reply asks again. Nothing
    /// is pushed before <see cref="Start"/>.
    /// </summary>
    public async ValueTask<Reply> OpenAsync(StreamId stream, Position? after, PendingCommand pending)
    {
        if (IsOpen(stream))
        {
            Close(stream);
        }

        OpenStream open = services.Streams.Add(stream, this);
        bool isKept = false;
        try
        {
            if (!TryKeep(stream, open, out Reply? refusal))
            {
                return refusal!;
            }

            Reply reply = await services.Streams.SubscribeAsync(open, after);
            isKept = reply.Error is null;
            pending.Opened = isKept ? open : null;
            return reply;
        }
        finally
        {
            if (!isKept)
            {
                Close(open);
            }
        }
    }

    /// <summary>The client has the reply: pushes follow.</summary>
    public void Start(OpenStream open)
    {
        lock (_gate)
        {
            if (!_open.TryGet(open.Stream.Id, out OpenStream? known) || known != open)
            {
                return;
            }

            open.IsPresent = true;
            services.Presence.Enter(open.Stream.Id, session);
        }

        open.Start();
    }

    /// <summary>
    /// Closes a stream for the client, which is told where its pushes end: those in the outbox come after the reply.
    /// Closing what is not open does nothing.
    /// </summary>
    public void CloseAsAsked(StreamId stream)
    {
        if (!Close(stream))
        {
            return;
        }

        switch (Outbox.Put(StreamPushes.Ended(stream, StreamEndReason.Closed)))
        {
            case OutboxResult.WakeAfterBatch:
                Outbox.Wake();
                break;
            case OutboxResult.Full:
                FallBehind();
                break;
        }
    }

    /// <summary>Closes exactly this opening of a stream.</summary>
    public void Close(OpenStream open)
    {
        End(open);
        StreamId id = open.Stream.Id;
        if (id.Kind == StreamKind.Conversation)
        {
            // From here on the inbox tells of it: what came in between would be told by neither.
            services.Streams.Inboxes.Note(Caller.Person, id);
        }
    }

    /// <summary>Closes everything, for good.</summary>
    public void CloseAll()
    {
        OpenStream[] all;
        lock (_gate)
        {
            _isClosed = true;
            all = _open.ToArray();
        }

        foreach (OpenStream open in all)
        {
            End(open);
        }
    }

    public void FallBehind() =>
        session.End(CloseCode.SlowConsumer, "The outbox is full: resume from the last position.");

    public void StreamEnded(OpenStream stream)
    {
        StreamId id = stream.Stream.Id;
        lock (_gate)
        {
            if (!_open.TryGet(id, out OpenStream? known) || known != stream)
            {
                return;
            }

            _open.Remove(id);
            if (stream.IsPresent)
            {
                services.Presence.Leave(id, session);
            }
        }
    }

    private void End(OpenStream open)
    {
        StreamEnded(open);
        services.Streams.Remove(open);
    }

    /// <summary>Closes a stream. False when it is not open.</summary>
    private bool Close(StreamId stream)
    {
        OpenStream? open = null;
        lock (_gate)
        {
            _open.TryGet(stream, out open);
        }

        if (open is null)
        {
            return false;
        }

        Close(open);
        return true;
    }

    private bool TryKeep(StreamId stream, OpenStream open, out Reply? refusal)
    {
        int max = services.Limits.OpenStreamsMax;
        lock (_gate)
        {
            refusal = _isClosed ? Refusal.Ended()
                : _open.Count >= max ? Refusal.LimitReached("open streams", max, isRetryable: false)
                : _open.TryGet(stream, out _) ? Refusal.WrongState("The stream is being opened.")
                : null;
            if (refusal is null)
            {
                _open.Add(open);
            }

            return refusal is null;
        }
    }
}
