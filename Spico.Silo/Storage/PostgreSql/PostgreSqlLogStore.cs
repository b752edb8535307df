using Npgsql;
using Spico.Protocol;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The log in a PostgreSQL database. Several silos may write to it; the heads decide who wins.</summary>
internal sealed class PostgreSqlLogStore : ILogStore
{
    /// <summary>Held by everyone who writes, and alone by a restore.</summary>
    public const long InUseLock = 0x7370_6963_6f02;

    // A page of a thousand facts is half a megabyte: in the 8 KiB of the default that is some fifty waits.
    private const int ReadBufferBytes = 64 * 1024;

    private readonly PostgreSqlLogOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly PostgreSqlReads _reads;
    private readonly PostgreSqlCommits _commits;
    private readonly SemaphoreSlim _settling = new(1);
    private volatile bool _isInDoubt;

    public PostgreSqlLogStore(PostgreSqlLogOptions options)
    {
        _options = options;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "spico log readers",
            Multiplexing = false,
            Enlist = false,
            MaxPoolSize = options.ReadersMax,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            Timeout = (int)Math.Ceiling(options.ConnectTimeMax.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(options.StatementTimeMax.TotalSeconds),
            CancellationTimeout = 1_000,
            KeepAlive = 10,
            // Readers leave nothing behind in a session; Npgsql would put seven statements before each reading.
            NoResetOnClose = true,
            ReadBufferSize = ReadBufferBytes,
        });
        _reads = new PostgreSqlReads(_source);
        _commits = new PostgreSqlCommits(options);
    }

    public async Task<StoreIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, _options.ConnectionString, cancellationToken);
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await CheckDurabilityAsync(connection, cancellationToken);
            await using NpgsqlCommand create = new(
                "INSERT INTO store (id, epoch, clock) VALUES ($1, 1, 0) ON CONFLICT DO NOTHING", connection);
            create.Parameters.Add(new NpgsqlParameter { Value = Guid.CreateVersion7() });
            await create.ExecuteNonQueryAsync(cancellationToken);

            await using NpgsqlCommand command = new("SELECT id, epoch, clock FROM store", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new StoreIdentity(reader.GetGuid(0), (uint)reader.GetInt64(1), reader.GetInt64(2));
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    public async Task<byte[]> ClaimKeyAsync(byte[] check)
    {
        try
        {
            await using NpgsqlCommand claim = _source.CreateCommand(
                "UPDATE store SET key_check = coalesce(key_check, $1) RETURNING key_check");
            claim.Parameters.Add(new NpgsqlParameter { Value = check });
            return (byte[])(await claim.ExecuteScalarAsync())!;
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    public async Task RaiseEpochAsync(uint epoch, long clock)
    {
        try
        {
            await using NpgsqlCommand raise = _source.CreateCommand(
                "UPDATE store SET epoch = greatest(epoch, $1), clock = greatest(clock, $2)");
            raise.Parameters.Add(new NpgsqlParameter { Value = (long)epoch });
            raise.Parameters.Add(new NpgsqlParameter { Value = clock });
            await raise.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    public ValueTask<LogBatchResult> CommitAsync(LogBatch batch)
    {
        try
        {
            return new(_commits.Commit(batch));
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.Unknown)
        {
            _isInDoubt = true;
            throw;
        }
    }

    public ValueTask<StreamRow?> ReadStreamAsync(StreamId stream) => _reads.StreamAsync(stream);

    public async ValueTask<long[]> ReadHeadsAsync(IReadOnlyList<StreamId> streams)
    {
        if (_isInDoubt)
        {
            await SettleAsync();
        }

        return await _reads.HeadsAsync(streams);
    }

    public ValueTask<List<T>> ReadFactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take) =>
        _reads.FactsAsync(stream, from, backwards, limit, take);

    public ValueTask<FactRow?> FindRequestAsync(StreamId stream, PersonId author, RequestId request) =>
        _reads.RequestAsync(stream, author, request);

    public ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count) =>
        _reads.CountMessagesAsync(stream, after, count);

    public ValueTask<List<MembershipRow>> ReadMembershipsAsync(StreamId stream) => _reads.MembershipsAsync(stream);

    public ValueTask<MarkRow?> ReadMarkAsync(StreamId stream, PersonId person) => _reads.MarkAsync(stream, person);

    public ValueTask<List<InboxRow>> ReadInboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter = default) =>
        _reads.InboxAsync(person, after, limit, filter);

    public ValueTask<List<InboxRow>> ReadInboxAsync(PersonId person, IReadOnlyList<StreamId> conversations) =>
        _reads.InboxAsync(person, conversations);

    public ValueTask<PersonId[][]> ReadMembersAsync(IReadOnlyList<StreamId> conversations) =>
        _reads.MembersAsync(conversations);

    public ValueTask<List<ConsequenceRow>> ReadConsequencesAsync(long dueBy, int limit) =>
        _reads.ConsequencesAsync(dueBy, limit);

    public ValueTask<List<T>> ReadRowsAsync<T>(RowSql sql, Func<RowReader, T> row, params object?[] values) =>
        _reads.RowsAsync(sql, row, values);

    public async ValueTask DisposeAsync()
    {
        _commits.Dispose();
        await _source.DisposeAsync();
        _settling.Dispose();
    }

    /// <summary>Without these, a power cut takes acknowledged facts, or whole pages, with it.</summary>
    private static async Task CheckDurabilityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT name, setting FROM pg_settings
            WHERE (name = 'synchronous_commit' AND setting NOT IN ('on', 'remote_apply'))
                OR (name IN ('fsync', 'full_page_writes') AND setting <> 'on')
            """,
            connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            throw new StoreRefusedException(
                $"PostgreSQL runs with {reader.GetString(0)} = {reader.GetString(1)}, which loses acknowledged facts " +
                "in a power cut. Set it to on.");
        }
    }

    private async Task SettleAsync()
    {
        await _settling.WaitAsync();
        try
        {
            if (_isInDoubt)
            {
                await _commits.SettleAsync();
                _isInDoubt = false;
            }
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
        finally
        {
            _settling.Release();
        }
    }
}
