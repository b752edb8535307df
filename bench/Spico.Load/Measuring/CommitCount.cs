namespace Spico.Load.Measuring;

/// <summary>
/// Commits of a store since now: flushes as PostgreSQL counts them, or those of the disks when the store is a file.
/// </summary>
internal sealed class CommitCount : IAsyncDisposable
{
    // As long as PostgreSQL may take to count what an idle session did.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(11);

    private readonly PostgresFlushes _postgres;
    private long? _before;

    private CommitCount(PostgresFlushes postgres) => _postgres = postgres;

    public static async Task<CommitCount> BeginAsync(
        IEnumerable<int> storeProcesses,
        CancellationToken cancellationToken)
    {
        var count = new CommitCount(await PostgresFlushes.WatchAsync(storeProcesses));
        count._before = await count.CountAsync(cancellationToken);
        return count;
    }

    /// <summary>Null where nobody tells.</summary>
    public async Task<long?> SoFarAsync(CancellationToken cancellationToken) =>
        await CountAsync(cancellationToken) - _before;

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    private async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        if (await _postgres.CountAsync() is null)
        {
            return DiskFlushes.Count();
        }

        await Task.Delay(Lag, cancellationToken);
        return await _postgres.CountAsync();
    }
}
