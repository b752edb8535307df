using System.Collections.Concurrent;

namespace Spico.Gateway.Sessions;

/// <summary>
/// Readers of outboxes that run one after the other on one thread. A wake-up of the thread pool costs as much as
/// writing to a client: a batch that touches few sessions is written where it is delivered, a large one by a work item
/// for each few of them, so that every core takes part. Batches are used again: waking allocates nothing.
/// </summary>
internal sealed class ReaderBatch : IThreadPoolWorkItem
{
    private const int ReadersMax = 16;
    private const int SparesMax = 256;

    private static readonly ConcurrentQueue<ReaderBatch> Spares = new();

    private readonly Outbox[] _readers = new Outbox[ReadersMax];
    private int _count;

    private bool IsFull => _count == ReadersMax;

    /// <summary>Wakes the reader of each outbox that waits, once.</summary>
    public static void Wake(List<Outbox> outboxes)
    {
        ReaderBatch? batch = null;
        foreach (Outbox outbox in outboxes)
        {
            if (!outbox.HasQuickReader)
            {
                outbox.Wake();
                continue;
            }

            if (!outbox.TakeWaiter())
            {
                continue;
            }

            if (batch is { IsFull: true })
            {
                ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
                batch = null;
            }

            batch ??= Spares.TryDequeue(out ReaderBatch? spare) ? spare : new ReaderBatch();
            batch._readers[batch._count++] = outbox;
        }

        batch?.RunOrQueue();
    }

    void IThreadPoolWorkItem.Execute() => Run();

    // On a scheduler of somebody else's, a grain's for one, readers would stay there for what they do next.
    private void RunOrQueue()
    {
        if (TaskScheduler.Current == TaskScheduler.Default && SynchronizationContext.Current is null)
        {
            Run();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Run()
    {
        for (int i = 0; i < _count; i++)
        {
            _readers[i].RunReader();
            _readers[i] = null!;
        }

        _count = 0;
        if (Spares.Count < SparesMax)
        {
            Spares.Enqueue(this);
        }
    }
}
