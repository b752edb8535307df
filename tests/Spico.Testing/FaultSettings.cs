namespace Spico.Testing;

/// <summary>What a proxy does to its connections at this moment.</summary>
internal sealed class FaultSettings
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _flowing = Completed();
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
