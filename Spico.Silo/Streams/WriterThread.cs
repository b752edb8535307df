namespace Spico.Silo.Streams;

/// <summary>
/// A thread of its own on which an asynchronous method runs from its first line to its last. Everybody waits for the
/// log's writer: on the pool it would itself wait behind those it has just answered, and SQLite would block a thread
/// that others need.
/// </summary>
internal sealed class WriterThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

    private WriterThread()
    {
    }

    /// <summary>Runs the method; the task ends as the method does.</summary>
    public static Task RunAsync(string name, Func<Task> method)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() => new WriterThread().Run(method, ended)) { Name = name, IsBackground = true };
        thread.Start();
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted)
        {
            _posted.Enqueue((d, state));
            Monitor.Pulse(_posted);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    private void Run(Func<Task> method, TaskCompletionSource ended)
    {
        SetSynchronizationContext(this);
        Task running = method();
        // The method's last line runs in one of these callbacks too, so that its end is never missed.
        while (!running.IsCompleted)
        {
            (SendOrPostCallback callback, object? state) = Next();
            callback(state);
        }

        ended.SetFromTask(running);
    }

    private (SendOrPostCallback Callback, object? State) Next()
    {
        lock (_posted)
        {
            while (_posted.Count == 0)
            {
                Monitor.Wait(_posted);
            }

            return _posted.Dequeue();
        }
    }
}
