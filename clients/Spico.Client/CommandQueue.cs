using Spico.Client.Connections;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The commands of one client on their way: sends them in order within the server's limit of commands in flight,
/// sends them again after a reconnection, retries what was refused for a while, and gives up at the deadline.
/// </summary>
internal sealed class CommandQueue(SpicoClientOptions options)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<uint, PendingCommand> _sent = [];
    private readonly LinkedList<PendingCommand> _waiting = [];
    private readonly HashSet<PendingCommand> _retrying = [];
    private readonly TimeProvider _clock = options.TimeProvider;
    private IConnection? _connection;
    private Error? _closed;
    private int _inFlightMax = 1;
    private uint _lastId;

    /// <summary>A command's deadline on the clock's timestamps.</summary>
    public long DeadlineOf(TimeSpan patience) =>
        _clock.GetTimestamp() + (long)(patience.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>Sends a command, or keeps it until it can be sent.</summary>
    public void Enqueue(PendingCommand pending)
    {
        Error? refusal;
        lock (_gate)
        {
            refusal = _closed;
            if (refusal is null && _connection is null && !pending.IsRepeatable)
            {
                refusal = ConnectionLost();
            }

            if (refusal is null)
            {
                _waiting.AddLast(pending);
                SendWaiting();
            }
        }

        if (refusal is not null)
        {
            Finish(pending, refusal);
        }
    }

    /// <summary>A connection is there: first what opens its streams, then what awaits an answer, in order.</summary>
    public void Attach(IConnection connection, IEnumerable<PendingCommand> openings)
    {
        lock (_gate)
        {
            _connection = connection;
            _inFlightMax = Math.Max(1, (int)(connection.Welcome.Limits?.CommandsInFlight ?? 1));
            LinkedListNode<PendingCommand>? last = null;
            foreach (PendingCommand opening in openings)
            {
                last = last is null ? _waiting.AddFirst(opening) : _waiting.AddAfter(last, opening);
            }

            SendWaiting();
        }
    }

    /// <summary>The connection is gone: what may be repeated waits for the next, the rest fails.</summary>
    public void Detach()
    {
        List<PendingCommand> failed = [];
        lock (_gate)
        {
            _connection = null;
            foreach (PendingCommand pending in _sent.Values.Reverse())
            {
                _waiting.AddFirst(pending);
            }

            _sent.Clear();
            for (LinkedListNode<PendingCommand>? node = _waiting.First; node is not null;)
            {
                LinkedListNode<PendingCommand>? next = node.Next;
                if (!node.Value.IsRepeatable)
                {
                    _waiting.Remove(node);
                    failed.Add(node.Value);
                }

                node = next;
            }

            failed.AddRange(_retrying.Where(pending => !pending.IsRepeatable));
        }

        failed.ForEach(pending => Finish(pending, ConnectionLost()));
    }

    /// <summary>The client is closed: everything fails, now and later.</summary>
    public void Close(Error reason)
    {
        List<PendingCommand> failed;
        lock (_gate)
        {
            _closed ??= reason;
            _connection = null;
            failed = [.. _sent.Values, .. _waiting, .. _retrying];
            _sent.Clear();
            _waiting.Clear();
        }

        failed.ForEach(pending => Finish(pending, reason));
    }

    /// <summary>The server answered.</summary>
    public void OnReply(uint id, Reply reply)
    {
        PendingCommand? pending;
        lock (_gate)
        {
            if (!_sent.Remove(id, out pending))
            {
                return;
            }

            SendWaiting();
            if (reply.Error is { Retryable: true } refusal && pending.IsRetried && !pending.IsDone
                && !IsBeyondDeadline(pending, refusal))
            {
                _retrying.Add(pending);
                pending.Retry = _clock.CreateTimer(
                    TryAgain, pending, RetryDelay(pending, refusal), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Finish(pending, reply);
    }

    /// <summary>Gives a command up: its reply, if any comes, is ignored. Until then it counts as in flight.</summary>
    public void Forget(PendingCommand pending)
    {
        lock (_gate)
        {
            pending.IsDone = true;
            _waiting.Remove(pending);
            StopRetry(pending);
        }
    }

    /// <summary>Fails what is past its deadline.</summary>
    public void FailExpired()
    {
        long now = _clock.GetTimestamp();
        List<PendingCommand>? expired = null;
        lock (_gate)
        {
            foreach (PendingCommand pending in _sent.Values.Concat(_waiting).Concat(_retrying))
            {
                if (pending.Deadline <= now && !pending.IsDone)
                {
                    (expired ??= []).Add(pending);
                }
            }
        }

        foreach (PendingCommand pending in expired ?? [])
        {
            Forget(pending);
            pending.Answered(new Reply
            {
                Error = new Error
                {
                    Code = ErrorCode.Deadline,
                    Message = "No answer in time; the outcome is not known.",
                    Retryable = true,
                },
            });
        }
    }

    private static Error ConnectionLost() => new()
    {
        Code = ErrorCode.Unavailable,
        Message = "The connection to the server is lost.",
        Retryable = true,
    };

    private void SendWaiting()
    {
        while (_connection is not null && _sent.Count < _inFlightMax && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _lastId = _lastId == uint.MaxValue ? 1 : _lastId + 1;
            _sent.Add(_lastId, first.Value);
            _connection.Send(_lastId, first.Value.Command);
        }
    }

    // Waiting would end in a deadline, which says less than the refusal: a limit of the day, most likely.
    private bool IsBeyondDeadline(PendingCommand pending, Error refusal) =>
        TimeSpan.FromMilliseconds(refusal.RetryAfterMs)
            > _clock.GetElapsedTime(_clock.GetTimestamp(), pending.Deadline);

    private TimeSpan RetryDelay(PendingCommand pending, Error refusal)
    {
        double own = Math.Min(
            options.ReconnectDelayMax.TotalMilliseconds,
            options.ReconnectDelayMin.TotalMilliseconds * Math.Pow(2, Math.Min(pending.Refusals++, 10)));
        double wait = refusal.RetryAfterMs > 0 ? refusal.RetryAfterMs : own;
        return TimeSpan.FromMilliseconds(wait * (1 + (Random.Shared.NextDouble() / 4)));
    }

    private void TryAgain(object? state)
    {
        var pending = (PendingCommand)state!;
        lock (_gate)
        {
            StopRetry(pending);
            if (!pending.IsDone)
            {
                _waiting.AddLast(pending);
                SendWaiting();
            }
        }
    }

    private void StopRetry(PendingCommand pending)
    {
        _retrying.Remove(pending);
        pending.Retry?.Dispose();
        pending.Retry = null;
    }

    private void Finish(PendingCommand pending, Error error) => Finish(pending, new Reply { Error = error });

    private void Finish(PendingCommand pending, Reply reply)
    {
        lock (_gate)
        {
            if (pending.IsDone)
            {
                return;
            }

            pending.IsDone = true;
            StopRetry(pending);
        }

        pending.Answered(reply);
    }
}
