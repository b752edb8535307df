using Microsoft.Extensions.Hosting;
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
    ILogger<SearchSweep> logger) : BackgroundService
{
    private static readonly RowSql Behind = new(
        """
        SELECT s.id, s.ordinal - coalesce(
            (SELECT l.ordinal FROM search_segment l WHERE l.stream = s.id ORDER BY l.first DESC LIMIT 1), 0)
        FROM stream s WHERE s.id > $1 AND s.id < $2 ORDER BY s.id LIMIT $3
        """);

    private static readonly Guid First = Bound(StreamKind.Conversation);
    private static readonly Guid End = Bound(StreamKind.Conversation + 1);

    private Guid _after = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).Value;

    /// <summary>Goes on by some conversations; returns how many of them were behind.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<int> GoOnAsync(CancellationToken cancellationToken)
    {
        SearchOptions limits = options.Value;
        List<(Guid Id, long Behind)> some = await store.ReadRowsAsync(
            Behind, row => (row.Id(0), row.Number(1)), _after, End, (long)limits.SweptAtOnce);
        int count = 0;
        foreach ((Guid id, long behind) in some)
        {
            if (behind >= limits.SweptWhenBehind)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await grains.GetGrain<IConversationSearch>(StreamKey.Of(StreamId.From(id))).Index();
                count++;
            }
        }

        _after = some.Count < limits.SweptAtOnce ? First : some[^1].Id;
        return count;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryGoOnAsync(stoppingToken);
        }
    }

    private async Task TryGoOnAsync(CancellationToken stoppingToken)
    {
        try
        {
            await GoOnAsync(stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
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
