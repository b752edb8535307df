using System.Diagnostics;

namespace Spico.Load.Driving;

/// <summary>
/// By schedule, waiting for nobody: a message that is due is sent although others have not been answered, and its
/// latency counts from when it was due.
/// </summary>
internal sealed class OpenLoad(Population population, Schedule schedule, int outstandingMax) : ILoad
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private long _finished;
    private long _sentInAll = long.MaxValue;

    public bool IsOverrun { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var dispatched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Dispatch(stop);
                dispatched.SetResult();
            }
            catch (Exception exception)
            {
                dispatched.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "schedule",
            Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
        await dispatched.Task;
        Volatile.Write(ref _sentInAll, _sent);
        if (Interlocked.Read(ref _finished) >= _sent)
        {
            _answered.TrySetResult();
        }

        await _answered.Task;
    }

    private void Dispatch(CancellationToken stop)
    {
        PreciseSleep.PrepareThread();
        long begun = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            long due = schedule.DueWithin(Stopwatch.GetTimestamp() - begun);
            for (; _sent < due; _sent++)
            {
                if (_sent - Interlocked.Read(ref _finished) >= outstandingMax)
                {
                    IsOverrun = true;
                    return;
                }

                // Owned by the count of those finished, which the end waits for.
                _ = SendAsync(schedule.SenderOf(_sent), begun + schedule.DueAfter(_sent));
            }

            PreciseSleep.Until(begun + schedule.DueAfter(_sent));
        }
    }

    private async Task SendAsync(int member, long meant)
    {
        await population.PostAsync(member, meant, new byte[population.TextBytes], CancellationToken.None);
        OnFinished();
    }

    private void OnFinished()
    {
        if (Interlocked.Increment(ref _finished) >= Volatile.Read(ref _sentInAll))
        {
            _answered.TrySetResult();
        }
    }
}
