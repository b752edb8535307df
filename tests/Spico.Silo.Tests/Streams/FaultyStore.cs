using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

/// <summary>A real store that fails when it is told to.</summary>
internal sealed class FaultyStore(ILogStore inner) : ILogStore
{
    private int _requestsLookedUp;
    private int _factsRead;
    private bool _isDisposed;

    /// <summary>Called instead of a commit when set; the function given carries the commit out.</summary>
    public Func<LogBatch, Func<ValueTask<LogBatchResult>>, ValueTask<LogBatchResult>>? OnCommit { get; set; }

    /// <summary>Thrown by every read when set.</summary>
    public Exception? OnRead { get; set; }

    /// <summary>Says of a stream what its rows throw when they are read.</summary>
    public Func<StreamId, Exception?>? OnReadOf { get; set; }

    /// <summary>How often a request was looked for in the store.</summary>
    public int RequestsLookedUp => _requestsLookedUp;

    /// <summary>How often a page of facts was read from the store.</summary>
    public int FactsRead => _factsRead;

    public Task<StoreIdentity> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<byte[]> ClaimKeyAsync(byte[] check) => inner.ClaimKeyAsync(check);

    public Task RaiseEpochAsync(uint epoch, long clock) => inner.RaiseEpochAsync(epoch, clock);

    public ValueTask<LogBatchResult> CommitAsync(LogBatch batch) =>
        OnCommit is { } onCommit ? onCommit(batch, () => inner.CommitAsync(batch)) : inner.CommitAsync(batch);

    public ValueTask<StreamRow?> ReadStreamAsync(StreamId stream) =>
        Read(stream, () => inner.ReadStreamAsync(stream));

    public ValueTask<long[]> ReadHeadsAsync(IReadOnlyList<StreamId> streams) =>
        Read(() => inner.ReadHeadsAsync(streams));

    public ValueTask<List<T>> ReadFactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take)
    {
        Interlocked.Increment(ref _factsRead);
        return Read(stream, () => inner.ReadFactsAsync(stream, from, backwards, limit, take));
    }

    public ValueTask<FactRow?> FindRequestAsync(StreamId stream, PersonId author, RequestId request)
    {
        Interlocked.Increment(ref _requestsLookedUp);
        return Read(() => inner.FindRequestAsync(stream, author, request));
    }

    public ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count) =>
        Read(() => inner.CountMessagesAsync(stream, after, count));

    public ValueTask<List<MembershipRow>> ReadMembershipsAsync(StreamId stream) =>
        Read(() => inner.ReadMembershipsAsync(stream));

    public ValueTask<MarkRow?> ReadMarkAsync(StreamId stream, PersonId person) =>
        Read(() => inner.ReadMarkAsync(stream, person));

    public ValueTask<List<InboxRow>> ReadInboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter = default) =>
        Read(() => inner.ReadInboxAsync(person, after, limit, filter));

    public ValueTask<List<InboxRow>> ReadInboxAsync(PersonId person, IReadOnlyList<StreamId> conversations) =>
        Read(() => inner.ReadInboxAsync(person, conversations));

    public ValueTask<PersonId[][]> ReadMembersAsync(IReadOnlyList<StreamId> conversations) =>
        Read(() => inner.ReadMembersAsync(conversations));

    public ValueTask<List<T>> ReadRowsAsync<T>(RowSql sql, Func<RowReader, T> row, params object?[] values) =>
        Read(() => inner.ReadRowsAsync(sql, row, values));

    public ValueTask<List<ConsequenceRow>> ReadConsequencesAsync(long dueBy, int limit) =>
        Read(() => inner.ReadConsequencesAsync(dueBy, limit));

    // The container knows the store under two names, and disposes of it under both.
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, true) ? default : inner.DisposeAsync();

    private ValueTask<T> Read<T>(StreamId stream, Func<ValueTask<T>> read) =>
        OnReadOf?.Invoke(stream) is { } failure ? ValueTask.FromException<T>(failure) : Read(read);

    private ValueTask<T> Read<T>(Func<ValueTask<T>> read) =>
        OnRead is { } failure ? ValueTask.FromException<T>(failure) : read();
}
