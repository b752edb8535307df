using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Spico.Gateway.Identity;
using Spico.Gateway.Presence;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>
/// One authenticated device. Admits commands within its limits, keeps their order, answers each exactly once, and ends
/// for the first reason given. What is needed only while something happens is made then: an idle session is small.
/// </summary>
internal sealed partial class Session : IOrderedSession, IPresenceListener, IThreadPoolWorkItem
{
    private readonly SessionServices _services;
    private readonly TaskCompletionSource<Goodbye> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Action<Session> _closed;
    private readonly SessionStreams _streams;
    private TokenBucket _rate;
    private TokenBucket _refusals;
    private TokenBucket _inbound;
    private CommandLanes? _lanes;
    private PendingCommand? _inFlight;
    private int _inFlightCount;
    private uint _refused;
    private readonly long _actsUntil;
    private long _expiresAt;
    private long _issuedAt;

    public Session(
        SessionServices services, Caller caller, Welcome welcome, VerifiedToken token, Action<Session> closed)
    {
        _actsUntil = caller.ActedBy is null
            ? DateTimeOffset.MaxValue.UtcTicks
            : DateTimeOffset.FromUnixTimeMilliseconds(welcome.ExpiresAt).UtcTicks;
        SessionOptions limits = services.Limits;
        _services = services;
        _closed = closed;
        _streams = new SessionStreams(this, services);
        _rate = new TokenBucket(limits.CommandsPerSecond, limits.CommandBurst);
        _refusals = new TokenBucket(limits.CommandsPerSecond / 2.0, limits.RefusedBurst);
        _inbound = new TokenBucket(limits.InboundBytesPerSecond, limits.InboundBytesPerSecond);
        _expiresAt = Math.Min(_actsUntil, token.ExpiresAt.UtcTicks);
        _issuedAt = token.IssuedAt.UtcTicks;
        Caller = caller;
        Welcome = welcome;
        Outbox = new Outbox(limits.OutboxBytesMax, limits.OutboxPushesMax);
    }

    public SessionId Id => Caller.Session;

    /// <summary>Where it comes from, if that is known.</summary>
    public IPAddress? Address { get; init; }

    public Caller Caller { get; }

    public Welcome Welcome { get; }

    public Outbox Outbox { get; }

    public ChannelReader<SharedPush> Pushes => Outbox;

    public Task<Goodbye> Ended => _ended.Task;

    public PersonId Person => Caller.Person;

    /// <summary>Whose token is under this session: the person, or who acts for them.</summary>
    public PersonId TokenPerson => Caller.ActedBy ?? Caller.Person;

    public SessionStreams Streams => _streams;

    /// <summary>When the token under this session was issued.</summary>
    public DateTimeOffset IssuedAt => new(Interlocked.Read(ref _issuedAt), TimeSpan.Zero);

    /// <summary>When the session ends unless it is renewed.</summary>
    public DateTimeOffset ExpiresAt => new(Interlocked.Read(ref _expiresAt), TimeSpan.Zero);

    public void Wake() => Outbox.Wake();

    public void PromiseQuickReader() => Outbox.HasQuickReader = true;

    public void NoteReceived(long bytes)
    {
        if (_services.Limits.InboundBytesPerSecond == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_inbound.Spend(_services.Time, bytes) > _services.Limits.InboundAheadMax)
            {
                End(CloseCode.RateLimited, "Bytes kept coming too fast.");
            }
        }
    }

    public async ValueTask<Reply> SendAsync(Command command, CancellationToken cancellationToken)
    {
        var receiver = new AwaitedReply();
        Send(command, 0, receiver);
        return await receiver.Reply.WaitAsync(cancellationToken);
    }

    public void Send(Command command, uint id, IReplyReceiver receiver)
    {
        if (!TryAdmit(command, id, receiver, out PendingCommand? pending, out Reply? refusal))
        {
            receiver.Receive(id, new SessionReply(Correlate(refusal)));
            Wake();
            return;
        }

        if (pending.Stream is { } stream)
        {
            Lanes().Enter(stream, pending);
        }
        else
        {
            Start(pending);
        }
    }

    public void End(CloseCode code, string reason)
    {
        if (_ended.TrySetResult(new Goodbye { Code = code, Reason = reason }))
        {
            Log.Ended(_services.Logger, Id, code, reason);
            Outbox.End();

            // Elsewhere: this may be called under the lock of a stream, and closing takes those of others.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public ValueTask DisposeAsync()
    {
        End(CloseCode.GoingAway, "The connection was closed.");
        return ValueTask.CompletedTask;
    }

    /// <summary>The session now lasts as long as this token.</summary>
    public void Renew(VerifiedToken token)
    {
        Interlocked.Exchange(ref _issuedAt, token.IssuedAt.UtcTicks);
        Interlocked.Exchange(ref _expiresAt, Math.Min(_actsUntil, token.ExpiresAt.UtcTicks));
    }

    void IPresenceListener.Hear(SharedPush push)
    {
        if (Outbox.PutIfRoomToSpare(push) == OutboxResult.WakeAfterBatch)
        {
            Outbox.Wake();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _streams.CloseAll();
        _closed(this);
    }

    private bool TryAdmit(
        Command command,
        uint id,
        IReplyReceiver receiver,
        [NotNullWhen(true)] out PendingCommand? pending,
        [NotNullWhen(false)] out Reply? refusal)
    {
        SessionOptions limits = _services.Limits;
        pending = null;
        lock (_gate)
        {
            if (_ended.Task.IsCompleted)
            {
                refusal = Refusal.Ended();
                return false;
            }

            if (CheckRates(limits) is { } tooFast)
            {
                refusal = tooFast;
                return false;
            }

            if (_inFlightCount >= limits.CommandsInFlightMax)
            {
                refusal = Refusal.LimitReached("commands in flight", limits.CommandsInFlightMax, isRetryable: true);
                return false;
            }

            refusal = null;
            pending = new PendingCommand(command, id, receiver, _services.Time.GetTimestamp())
            {
                Stream = CommandRouter.StreamOf(command),
                Next = _inFlight,
            };
            _inFlight = pending;
            _inFlightCount++;
            return true;
        }
    }

    private Reply? CheckRates(SessionOptions limits)
    {
        if (limits.InboundBytesPerSecond > 0
            && _inbound.Spend(_services.Time, 0) is var debt && debt > TimeSpan.Zero)
        {
            return Refusal.RateLimited("Bytes", debt, limits.InboundBytesPerSecond);
        }

        if (limits.CommandsPerSecond == 0 || _rate.TryTake(_services.Time, out TimeSpan retryAfter))
        {
            return null;
        }

        if (!_refusals.TryTake(_services.Time, out _))
        {
            End(CloseCode.RateLimited, "Commands kept coming too fast.");
        }

        return Refusal.RateLimited("Commands", retryAfter, limits.CommandsPerSecond);
    }

    private CommandLanes Lanes()
    {
        lock (_gate)
        {
            return _lanes ??= new CommandLanes(Start);
        }
    }

    // Owned by the list of commands in flight: every one of them is answered, at the latest by its deadline.
    private void Start(PendingCommand pending) => _ = RunAsync(pending);

    private async Task RunAsync(PendingCommand pending)
    {
        Reply reply;
        bool hasFailed = false;
        pending.AskedAt = _services.Time.GetTimestamp();
        try
        {
            reply = await _services.Router.RouteAsync(this, pending);
        }
        catch (Exception exception)
        {
            hasFailed = true;
            reply = Correlate(ReplyFor(exception));
            if (reply.Error.Code == Protocol.V1.ErrorCode.Internal)
            {
                Log.Failed(_services.Logger, exception, Id, pending.Command.BodyCase, reply.Error.CorrelationId);
            }
        }

        Answer(pending, reply);
        LeaveLane(pending, hasFailed);
    }

    // After a call that ended badly: whoever answers the stream's commands may have moved.
    private void LeaveLane(PendingCommand pending, bool hasFailed)
    {
        if (pending.Stream is { } stream && pending.TryLeaveLane())
        {
            Lanes().Leave(stream, hasFailed);
        }
    }

    private void Answer(PendingCommand pending, Reply reply)
    {
        OpenStream? opened = pending.Opened;
        if (pending.TryClaimAnswer())
        {
            // First: a client that keeps to the limit sends its next command as soon as it has this reply.
            Forget(pending);
            pending.Answer(Correlate(reply));
            if (opened is not null && reply.BodyCase == Reply.BodyOneofCase.OpenStream)
            {
                _streams.Start(opened);
            }

            Wake();
        }
        else if (opened is not null)
        {
            // The client was told that the time was up: it opens the stream again if it still wants to.
            _streams.Close(opened);
        }
    }

    private void Forget(PendingCommand pending)
    {
        lock (_gate)
        {
            PendingCommand? before = null;
            for (PendingCommand? at = _inFlight; at is not null; before = at, at = at.Next)
            {
                if (!ReferenceEquals(at, pending))
                {
                    continue;
                }

                if (before is null)
                {
                    _inFlight = at.Next;
                }
                else
                {
                    before.Next = at.Next;
                }

                _inFlightCount--;
                return;
            }
        }
    }

    // The reply may be shared with other sessions or stored: what is added is added to a copy.
    private Reply Correlate(Reply reply)
    {
        if (reply.Error is not { CorrelationId.Length: 0 } error)
        {
            return reply;
        }

        error = error.Clone();
        error.CorrelationId = $"{Id}-{Interlocked.Increment(ref _refused)}";
        Log.Refused(_services.Logger, error.CorrelationId, error.Code, error.Field);
        return new Reply { Error = error };
    }

    private static Reply ReplyFor(Exception exception) => exception switch
    {
        TimeoutException => Refusal.Deadline(),
        LimitExceededException or GatewayTooBusyException => Refusal.Overloaded(),
        OrleansException or OperationCanceledException or IOException => Refusal.Unavailable(),
        _ => Refusal.Internal(),
    };

    private sealed class AwaitedReply : IReplyReceiver
    {
        private readonly TaskCompletionSource<Reply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Reply> Reply => _reply.Task;

        public void Receive(uint id, SessionReply reply) => _reply.TrySetResult(reply.Whole());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} ended: {CloseCode} {Reason}")]
        public static partial void Ended(ILogger logger, SessionId sessionId, CloseCode closeCode, string reason);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Refused {CorrelationId}: {Code} {Field}")]
        public static partial void Refused(
            ILogger logger, string correlationId, Protocol.V1.ErrorCode code, string field);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "Session {SessionId}: {Command} failed, told as {CorrelationId}")]
        public static partial void Failed(
            ILogger logger,
            Exception exception,
            SessionId sessionId,
            Command.BodyOneofCase command,
            string correlationId);
    }
}
