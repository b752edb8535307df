using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Silo.Inboxes;

namespace Spico.Silo.Streams;

/// <summary>
/// Carries out what follows from a fact in another stream, after its commit, as an ordinary command. What is not
/// carried out, because the silo fell or too much was to do, is found by a sweep: each is carried out at least once,
/// and its derived request id makes that once. Two silos that sweep the same do no harm.
/// </summary>
internal sealed partial class Consequences(
    IGrainFactory grains,
    ILogStore store,
    ILog log,
    IOptions<StreamOptions> options,
    TimeProvider time,
    ILogger<Consequences> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int QueueMax = 10_000;
    private static readonly TimeSpan MoreAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<ConsequenceRow> _queue = Channel.CreateBounded<ConsequenceRow>(QueueMax);
    private readonly ConcurrentDictionary<ConsequenceRow, bool> _known = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>These facts are durable: what follows from them may begin. Returns at once.</summary>
    public void Begin(ConsequenceRow[] consequences)
    {
        foreach (ConsequenceRow consequence in consequences)
        {
            if (_known.TryAdd(consequence, true) && !_queue.Writer.TryWrite(consequence))
            {
                // The sweep finds it.
                _known.TryRemove(consequence, out _);
            }
        }
    }

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Consequences), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(
            Task.Run(RunAsync, CancellationToken.None), Task.Run(SweepAsync, CancellationToken.None));
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        try
        {
            var limits = new ParallelOptions
            {
                CancellationToken = _stopping.Token,
                MaxDegreeOfParallelism = options.Value.ConsequencesAtOnce,
            };
            await Parallel.ForEachAsync(
                _queue.Reader.ReadAllAsync(_stopping.Token), limits, (consequence, _) => CarryOutAsync(consequence));
        }
        catch (OperationCanceledException)
        {
            // The next silo sweeps what is left.
        }
    }

    private async ValueTask CarryOutAsync(ConsequenceRow consequence)
    {
        try
        {
            IInboxGrain inbox = grains.GetGrain<IInboxGrain>(StreamKey.Of(consequence.Target));
            if (await NoteAsync(inbox, consequence))
            {
                log.Forget(consequence);
            }
        }
        catch (Exception failure)
        {
            Log.NotCarriedOut(logger, failure, consequence.Stream, consequence.Seq, consequence.Target);
        }
        finally
        {
            _known.TryRemove(consequence, out _);
        }
    }

    private static ValueTask<bool> NoteAsync(IInboxGrain inbox, ConsequenceRow consequence) =>
        consequence.Notification is { } kind
            ? inbox.Notify(consequence.Person, consequence.Stream, consequence.Seq, kind)
            : inbox.NoteMembership(
                consequence.Person,
                consequence.Stream,
                consequence.Seq,
                consequence.Kind == ConsequenceKind.MembershipBegan);

    private async Task SweepAsync()
    {
        try
        {
            while (true)
            {
                // A full page has more behind it: most likely a silo fell, and people wait.
                TimeSpan wait = await SweepOnceAsync() ? MoreAfter : options.Value.ConsequenceSweepPeriod;
                await Task.Delay(wait, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Queues what is left over. Returns whether there may be more.</summary>
    private async Task<bool> SweepOnceAsync()
    {
        int max = options.Value.ConsequenceSweepMax;
        try
        {
            List<ConsequenceRow> leftOver = await store.ReadConsequencesAsync(max);
            foreach (ConsequenceRow left in leftOver)
            {
                if (_known.TryAdd(left, true))
                {
                    await _queue.Writer.WriteAsync(left, _stopping.Token);
                }
            }

            return leftOver.Count == max;
        }
        catch (StoreException failure)
        {
            Log.NotSwept(logger, failure);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "What follows from fact {Seq} of {Stream} in {Target} was not carried out; it will be")]
        public static partial void NotCarriedOut(
            ILogger logger, Exception failure, Protocol.StreamId stream, long seq, Protocol.StreamId target);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Consequences left over could not be read")]
        public static partial void NotSwept(ILogger logger, Exception failure);
    }
}
