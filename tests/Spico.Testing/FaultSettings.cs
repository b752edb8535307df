namespace Spico.Testing;

/// <summary>What a proxy does to its connections at this moment.</summary>
internal sealed class FaultSettings
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _flowing = Completed();
    private long _cutAt = long.MaxValue;
    private long _bytesToClients;
    private long _delayTicks;
    private long _held;
    private volatile int _bytesPerSecond;

    public TimeSpan Delay
    {
        get => new(Volatile.Read(ref _delayTicks));
        set => Volatile.Write(ref _delayTicks, value.Ticks);
    }

    public int BytesPerSecond
    {
        get => _bytesPerSecond;
        set => _bytesPerSecond = value;
    }

    public bool Refuses { get; set; }

    public long BytesToClients => Volatile.Read(ref _bytesToClients);

    public long Held => Volatile.Read(ref _held);

    public Task Flowing
    {
        get
        {
            lock (_lock)
            {
                if (!_flowing.Task.IsCompleted)
                {
                    Interlocked.Increment(ref _held);
                }

                return _flowing.Task;
            }
        }
    }

    public void CutAfter(long bytes) => Volatile.Write(ref _cutAt, BytesToClients + bytes);

    /// <summary>Takes note of bytes about to go to a client, and says how many of them may go before the cut.</summary>
    public int Allow(int bytes)
    {
        long after = Interlocked.Add(ref _bytesToClients, bytes);
        long over = after - Volatile.Read(ref _cutAt);
        return over <= 0 ? bytes : (int)Math.Max(0, bytes - over);
    }

    public void Stall()
    {
        lock (_lock)
        {
            if (_flowing.Task.IsCompleted)
            {
                _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            _flowing.TrySetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
