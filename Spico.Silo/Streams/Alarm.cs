namespace Spico.Silo.Streams;

/// <summary>Wakes one who sleeps until a time: then, or earlier when somebody asks for an earlier time.</summary>
internal sealed class Alarm(TimeProvider time)
{
    // A timer may come a moment early, and must not be set to nothing over and over.
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private long _askedFor = long.MaxValue;
    private TaskCompletionSource _asked = New();

    /// <summary>Whoever sleeps is to wake at this time at the latest. Returns at once.</summary>
    public void WakeBy(long at)
    {
        lock (_lock)
        {
            if (at >= _askedFor)
            {
                return;
            }

            _askedFor = at;
            _asked.TrySetResult();
        }
    }

    /// <summary>Sleeps until a time, or until the earliest that was asked for since the last sleep.</summary>
    public async Task SleepAsync(long until, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task asked;
            TimeSpan wait;
            lock (_lock)
            {
                wait = TimeSpan.FromMilliseconds(
                    Math.Min(until, _askedFor) - time.GetUtcNow().ToUnixTimeMilliseconds());
                if (wait <= TimeSpan.Zero)
                {
                    _askedFor = long.MaxValue;
                    _asked = New();
                    return;
                }

                _asked = _asked.Task.IsCompleted ? New() : _asked;
                asked = _asked.Task;
            }

            using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(wait < WaitMin ? WaitMin : wait, time, awake.Token), asked);
            await awake.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
