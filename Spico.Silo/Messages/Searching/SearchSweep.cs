using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// Has conversations indexed that nobody searches, so that the first search finds little left to do: goes through all
/// of them, some at a time, one indexed after the other. Several silos that do so do no harm; each begins somewhere.
/// </summary>
internal sealed partial class SearchSweep(
    ILogStore store,
    IGrainFactory grains,
    IOptions<SearchOptions> options,
    TimeProvider time,
    ILogger<SearchSweep> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly RowSql Behind = new(
        """
        SELECT s.id, s.ordinal - coalesce(
            (SELECT l.ordinal FROM search_segment l WHERE l.stream = s.id ORDER BY l.first DESC LIMIT 1), 0)
        FROM stream s WHERE s.id > $1 AND s.id < $2 ORDER BY s.id LIMIT $3
        """);

    private static readonly Guid First = Bound(StreamKind.Conversation);
    private static readonly Guid End = Bound(StreamKind.Conversation + 1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Guid _after = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).Value;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SearchSweep), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Goes on by some conversations; returns how many of them were behind.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<int> GoOnAsync()
    {
        SearchOptions limits = options.Value;
        List<(Guid Id, long Behind)> some = await store.ReadRowsAsync(
            Behind, row => (row.Id(0), row.Number(1)), _after, End, (long)limits.SweptAtOnce);
        int count = 0;
        foreach ((Guid id, long behind) in some)
        {
            if (behind >= limits.SweptWhenBehind)
            {
                _stopping.Token.ThrowIfCancellationRequested();
                await grains.GetGrain<IConversationSearch>(StreamKey.Of(StreamId.From(id))).Index();
                count++;
            }
        }

        _after = some.Count < limits.SweptAtOnce ? First : some[^1].Id;
        return count;
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
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
            using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await TryGoOnAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task TryGoOnAsync()
    {
        try
        {
            await GoOnAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.Failed(logger, failure);
        }
    }

    private static Guid Bound(StreamKind kind)
    {
        byte[] bytes = new byte[16];
        bytes[0] = (byte)kind;
        return new Guid(bytes, bigEndian: true);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Conversations that nobody searches cannot be indexed now")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
