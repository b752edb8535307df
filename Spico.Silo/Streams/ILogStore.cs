using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// Where the log lies: SQLite or PostgreSQL. One implementation a store, the same conformance tests on both.
/// Reads may run at any time beside the one writer. Failures are typed as <see cref="StoreException"/>.
/// </summary>
internal interface ILogStore : IAsyncDisposable
{
    /// <summary>
    /// Migrates, reads the durability settings back and refuses to run without them, and tells the epoch. Safe to
    /// run twice and at once from several processes.
    /// </summary>
    Task<StoreIdentity> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Remembers which master key the store is sealed under, unless it knows; tells which. Of several processes at
    /// once, the first one's stays.
    /// </summary>
    Task<byte[]> ClaimKeyAsync(byte[] check);

    /// <summary>Begins a new epoch, because history was lost. Whoever writes in an older one is refused.</summary>
    Task RaiseEpochAsync(uint epoch, long clock);

    /// <summary>
    /// Commits a batch in one transaction, flushed when this returns: claims each stream by comparing its head,
    /// writes the facts of the streams it won and reports the others. Called by the writer alone, one at a time. Not
    /// cancellable. Throws <see cref="StoreException"/>; when that says the outcome is unknown, anything may have
    /// happened to the whole batch at once. A batch of another epoch than the store's is refused as unavailable.
    /// </summary>
    ValueTask<LogBatchResult> CommitAsync(LogBatch batch);

    /// <summary>The durable head of a stream with what its opening stored, or null if it does not exist.</summary>
    ValueTask<StreamRow?> ReadStreamAsync(StreamId stream);

    /// <summary>
    /// The durable heads of streams, in the order asked; 0 for one that does not exist. After an unknown outcome it
    /// returns only when nothing of that commit can happen any more.
    /// </summary>
    ValueTask<long[]> ReadHeadsAsync(IReadOnlyList<StreamId> streams);

    /// <summary>
    /// Facts after or before a number, in that direction, until <paramref name="limit"/> facts or some 1 MiB of them.
    /// Each is handed to <paramref name="take"/> as it comes, while the store still fetches the next.
    /// </summary>
    ValueTask<List<T>> ReadFactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take);

    /// <summary>The first fact of a request, or null.</summary>
    ValueTask<FactRow?> FindRequestAsync(StreamId stream, PersonId author, RequestId request);

    /// <summary>Counts messages after a sequence number, of others or of one person, in classes not withheld.</summary>
    ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count);

    /// <summary>The memberships of a conversation.</summary>
    ValueTask<List<MembershipRow>> ReadMembershipsAsync(StreamId stream);

    /// <summary>A person's mark on a stream, or null.</summary>
    ValueTask<MarkRow?> ReadMarkAsync(StreamId stream, PersonId person);

    /// <summary>
    /// A page of a person's conversations, pinned ones first, then the most recently active, with exact unread counts,
    /// from membership, stream head and mark in one indexed query.
    /// </summary>
    ValueTask<List<InboxRow>> ReadInboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter = default);

    /// <summary>
    /// The same of some conversations only, archived or not, in no order of meaning; those the person is no member of
    /// are left out.
    /// </summary>
    ValueTask<List<InboxRow>> ReadInboxAsync(PersonId person, IReadOnlyList<StreamId> conversations);

    /// <summary>Who the members of conversations are, in the order asked.</summary>
    ValueTask<PersonId[][]> ReadMembersAsync(IReadOnlyList<StreamId> conversations);

    /// <summary>What is asked of read models, see <see cref="RowChange"/>: one consistent read.</summary>
    ValueTask<List<T>> ReadRowsAsync<T>(RowSql sql, Func<RowReader, T> row, params object?[] values);

    /// <summary>Consequences left over that are due by a time: what is due first, oldest first among equals.</summary>
    ValueTask<List<ConsequenceRow>> ReadConsequencesAsync(long dueBy, int limit);
}
