namespace Spico.Peers.Wire;

/// <summary>Posts that wait for their ack, numbered as they were made.</summary>
internal sealed class PendingAcks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private Exception? _lost;
    private long _last;
    private long _lastInOrder;

    /// <summary>
    /// Numbers a post, from 1, and sends it before any other can: so the order on the wire is that of the numbers.
    /// </summary>
    public Task Post<TState>(TState state, Action<long, TState> send)
        where TState : allows ref struct
    {
        lock (_gate)
        {
            if (_lost is not null)
            {
                return Task.FromException(_lost);
            }

            TaskCompletionSource ack = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(++_last, ack);
            send(_last, state);
            return ack.Task;
        }
    }

    /// <summary>The ack of one post.</summary>
    public void Complete(long number) => Take(number)?.TrySetResult();

    /// <summary>The ack of the oldest, for protocols that only ack in order.</summary>
    public void CompleteNext() => Complete(++_lastInOrder);

    /// <summary>One post is refused.</summary>
    public void Refuse(long number, string reason) => Take(number)?.TrySetException(new PeerException(reason));

    /// <summary>No ack will come any more.</summary>
    public void FailAll(Exception reason)
    {
        TaskCompletionSource[] waiting;
        lock (_gate)
        {
            _lost ??= reason;
            waiting = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (TaskCompletionSource ack in waiting)
        {
            ack.TrySetException(reason);
        }
    }

    private TaskCompletionSource? Take(long number)
    {
        lock (_gate)
        {
            return _waiting.Remove(number, out TaskCompletionSource? ack) ? ack : null;
        }
    }
}
