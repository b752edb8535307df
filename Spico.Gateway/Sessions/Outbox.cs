using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using System.Threading.Tasks.Sources;

namespace Spico.Gateway.Sessions;

/// <summary>
/// The pushes of one session: many writers, one reader. Bounded by bytes and by count; holds only references to
/// shared pushes, in a ring that exists only while something waits. Putting a push in and waking the reader are two
/// steps, so that a batch wakes a session once; neither allocates.
/// </summary>
internal sealed class Outbox(int bytesMax, int pushesMax)
    : ChannelReader<SharedPush>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private const int RingMin = 16;
    private readonly Lock _gate = new();
    private SharedPush[]? _ring;
    private int _first;
    private int _count;
    private int _bytes;
    private bool _isEnded;
    private bool _isWaiting;
    private bool _isNudged;
    private bool _isWakeOwed;
    private CancellationToken _cancelled;
    private CancellationTokenRegistration _cancelling;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _completion;
    private ManualResetValueTaskSourceCore<bool> _waiter;

    public override bool CanCount => true;

    public override int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public override Task Completion
    {
        get
        {
            lock (_gate)
            {
                _completion ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_isEnded)
                {
                    _completion.TrySetResult();
                }

                return _completion.Task;
            }
        }
    }

    // Half of the room is for what is live: catching up and niceties never make a slow consumer.
    private bool HasRoomToSpare => _count < (pushesMax + 1) / 2 && _bytes <= bytesMax / 2;

    /// <summary>Puts a live push in.</summary>
    public OutboxResult Put(SharedPush push)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return OutboxResult.Ended;
            }

            bool isFull = _count >= pushesMax || (_count > 0 && _bytes + push.Frame.Length > bytesMax);
            return isFull ? OutboxResult.Full : Add(push);
        }
    }

    /// <summary>Puts a push in that can wait or be dropped, leaving half of the room to live ones.</summary>
    public OutboxResult PutIfRoomToSpare(SharedPush push)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return OutboxResult.Ended;
            }

            return HasRoomToSpare ? Add(push) : OutboxResult.Full;
        }
    }

    /// <summary>Completes when there is room to spare, or the session has ended.</summary>
    public Task WaitForRoomToSpareAsync()
    {
        lock (_gate)
        {
            if (_isEnded || HasRoomToSpare)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>
    /// Whether the reader never blocks the thread it runs on: it may then be run by whoever delivers. Set once, by the
    /// reader, before it waits.
    /// </summary>
    public bool HasQuickReader { get; set; }

    /// <summary>Makes the reader look, now or when it next would wait.</summary>
    public void Wake()
    {
        if (TakeWaiter())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>
    /// As <see cref="Wake"/>, but a waiting reader is left to the caller, who owes it one <see cref="RunReader"/>.
    /// False: nothing is owed.
    /// </summary>
    public bool TakeWaiter()
    {
        lock (_gate)
        {
            _isWakeOwed = false;
            if (!_isWaiting)
            {
                _isNudged = true;
                return false;
            }

            _isWaiting = false;
            return true;
        }
    }

    /// <summary>Runs a reader that was taken, on this thread, until it waits again.</summary>
    public void RunReader() => ((IThreadPoolWorkItem)this).Execute();

    /// <summary>Drops what waits and completes the reader.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _count = 0;
            _bytes = 0;
            ReleaseRing();
            _room?.TrySetResult();
            _completion?.TrySetResult();
        }

        Wake();
    }

    public override bool TryRead([MaybeNullWhen(false)] out SharedPush item)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                item = null;
                return false;
            }

            item = _ring![_first];
            _ring[_first] = null!;
            _first = (_first + 1) & (_ring.Length - 1);
            _count--;
            _bytes -= item.Frame.Length;
            if (_room is not null && HasRoomToSpare)
            {
                _room.TrySetResult();
                _room = null;
            }

            return true;
        }
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<bool> waiting;
        lock (_gate)
        {
            if (_count > 0 || _isEnded || _isNudged)
            {
                _isNudged = false;
                return new ValueTask<bool>(_count > 0 || !_isEnded);
            }

            if (_isWaiting)
            {
                throw new InvalidOperationException("An outbox has one reader.");
            }

            ReleaseRing();
            _waiter.Reset();
            _isWaiting = true;
            waiting = new ValueTask<bool>(this, _waiter.Version);
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancelling = cancellationToken.UnsafeRegister(
                static (outbox, token) => ((Outbox)outbox!).Cancel(token), this);
        }

        return waiting;
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _cancelling.Unregister();
        _cancelling = default;
        return _waiter.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    void IThreadPoolWorkItem.Execute()
    {
        if (_cancelled.IsCancellationRequested)
        {
            CancellationToken cancelled = _cancelled;
            _cancelled = default;
            _waiter.SetException(new OperationCanceledException(cancelled));
            return;
        }

        bool isEnded;
        lock (_gate)
        {
            isEnded = _isEnded;
        }

        _waiter.SetResult(!isEnded);
    }

    private void Cancel(CancellationToken token)
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
            _cancelled = token;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private OutboxResult Add(SharedPush push)
    {
        if (_ring is null || _count == _ring.Length)
        {
            Grow();
        }

        _ring![(_first + _count) & (_ring.Length - 1)] = push;
        _count++;
        _bytes += push.Frame.Length;
        if (_isWakeOwed)
        {
            return OutboxResult.Queued;
        }

        _isWakeOwed = true;
        return OutboxResult.WakeAfterBatch;
    }

    private void Grow()
    {
        SharedPush[] ring = ArrayPool<SharedPush>.Shared.Rent(Math.Max(RingMin, _count * 2));
        for (int i = 0; i < _count; i++)
        {
            ring[i] = _ring![(_first + i) & (_ring.Length - 1)];
        }

        ReleaseRing();
        _ring = ring;
    }

    private void ReleaseRing()
    {
        if (_ring is not null)
        {
            ArrayPool<SharedPush>.Shared.Return(_ring, clearArray: true);
            _ring = null;
        }

        _first = 0;
    }
}
