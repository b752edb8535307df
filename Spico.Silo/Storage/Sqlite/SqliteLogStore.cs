using System.Globalization;
using Microsoft.Data.Sqlite;
using Spico.Protocol;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>The log in a SQLite file. Commits run on the thread that calls: the log's writer has its own.</summary>
internal sealed class SqliteLogStore(SqliteLogOptions options) : ILogStore
{
    private readonly SqliteReaders _readers = new(options.Path, options.ReadersMax);
    private SqliteCommits? _commits;
    private FileStream? _inUse;

    public async Task<StoreIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        string connectionString = SqliteFile.ConnectionString(options.Path);
        SqliteConnection? connection = null;
        try
        {
            _inUse ??= StoreLock.Share(options.Path);
            await SqlMigrations.ApplyAsync(MigrationSet.SqliteLog, connectionString, cancellationToken);
            connection = await SqliteFile.OpenAsync(connectionString, cancellationToken);
            Set(connection);
            CheckDurability(connection);
            using (SqliteStatement create = new(
                connection, "INSERT OR IGNORE INTO store (only_one, id, epoch, clock) VALUES (1, ?1, 1, 0)"))
            {
                create.Set(1, Guid.CreateVersion7()).Run();
            }

            StoreIdentity identity = SqliteReads.Identity(connection)!;
            _commits?.Dispose();
            _commits = new SqliteCommits(connection);
            return identity;
        }
        catch (SqliteException exception)
        {
            connection?.Dispose();
            throw SqliteFailures.Of(exception);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public async Task<byte[]> ClaimKeyAsync(byte[] check)
    {
        try
        {
            await using SqliteConnection connection = await SqliteFile.OpenAsync(
                SqliteFile.ConnectionString(options.Path), CancellationToken.None);
            using SqliteCommand claim = SqliteFile.Command(
                connection, "UPDATE store SET key_check = coalesce(key_check, $check) RETURNING key_check");
            claim.Parameters.AddWithValue("$check", check);
            return (byte[])claim.ExecuteScalar()!;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Of(exception);
        }
    }

    public Task RaiseEpochAsync(uint epoch, long clock)
    {
        try
        {
            Commits.RaiseEpoch(epoch, clock);
            return Task.CompletedTask;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Of(exception);
        }
    }

    public ValueTask<LogBatchResult> CommitAsync(LogBatch batch) => new(Commits.Commit(batch));

    public ValueTask<StreamRow?> ReadStreamAsync(StreamId stream) =>
        _readers.ReadAsync(connection => SqliteReads.Stream(connection, stream));

    public ValueTask<long[]> ReadHeadsAsync(IReadOnlyList<StreamId> streams) =>
        _readers.ReadAsync(connection => SqliteReads.Heads(connection, streams));

    public ValueTask<List<T>> ReadFactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take) =>
        _readers.ReadAsync(connection => SqliteReads.Facts(connection, stream, from, backwards, limit, take));

    public ValueTask<FactRow?> FindRequestAsync(StreamId stream, PersonId author, RequestId request) =>
        _readers.ReadAsync(connection => SqliteReads.Request(connection, stream, author, request));

    public ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count) =>
        _readers.ReadAsync(connection => SqliteReads.CountMessages(connection, stream, after, count));

    public ValueTask<List<MembershipRow>> ReadMembershipsAsync(StreamId stream) =>
        _readers.ReadAsync(connection => SqliteReads.Memberships(connection, stream));

    public ValueTask<MarkRow?> ReadMarkAsync(StreamId stream, PersonId person) =>
        _readers.ReadAsync(connection => SqliteReads.Mark(connection, stream, person));

    public ValueTask<List<InboxRow>> ReadInboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter = default) =>
        _readers.ReadAsync(connection => SqliteReads.Inbox(connection, person, after, limit, filter));

    public ValueTask<List<InboxRow>> ReadInboxAsync(PersonId person, IReadOnlyList<StreamId> conversations) =>
        _readers.ReadAsync(connection => SqliteReads.Inbox(connection, person, conversations));

    public ValueTask<PersonId[][]> ReadMembersAsync(IReadOnlyList<StreamId> conversations) =>
        _readers.ReadAsync(connection => SqliteReads.Members(connection, conversations));

    public ValueTask<List<ConsequenceRow>> ReadConsequencesAsync(long dueBy, int limit) =>
        _readers.ReadAsync(connection => SqliteReads.Consequences(connection, dueBy, limit));

    public ValueTask<List<T>> ReadRowsAsync<T>(RowSql sql, Func<RowReader, T> row, params object?[] values) =>
        _readers.ReadAsync(connection => SqliteRows.Read(connection, sql, row, values));

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        _commits?.Dispose();
        _inUse?.Dispose();
    }

    private SqliteCommits Commits => _commits ?? throw new InvalidOperationException("The store is not open.");

    private void Set(SqliteConnection connection) => SqliteFile.Execute(
        connection,
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {SqliteFile.Waiting};
            PRAGMA cache_size = -{options.CacheBytes / 1024};
            PRAGMA wal_autocheckpoint = {options.CheckpointPages};
            PRAGMA temp_store = MEMORY
            """));

    /// <summary>Without both, a power cut takes acknowledged facts with it.</summary>
    internal static void CheckDurability(SqliteConnection connection)
    {
        object? journal = SqliteFile.Scalar(connection, "PRAGMA journal_mode");
        object? synchronous = SqliteFile.Scalar(connection, "PRAGMA synchronous");
        if (journal is not "wal" || synchronous is not 2L)
        {
            throw new StoreRefusedException(
                $"The log's file must run with journal_mode=wal and synchronous=2, and runs with {journal} and " +
                $"{synchronous}. A file system without shared memory, such as a network share, cannot hold it.");
        }
    }
}
