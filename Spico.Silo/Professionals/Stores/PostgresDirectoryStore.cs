using System.Data.Common;
using Npgsql;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals.Stores;

/// <summary>
/// The directory in PostgreSQL, beside the log. An import fills tables of its own; putting them in use renames them,
/// all in one transaction, for which searches wait some milliseconds.
/// </summary>
internal sealed class PostgresDirectoryStore(string connectionString) : IDirectoryStore, IAsyncDisposable
{
    private const long ImportLock = 0x7370_6963_6f60;

    // Searches walk an index and stop when a page is full, which the planner underrates: it would rather read all of
    // two lists and compare them.
    private const string ReadingOptions =
        "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off";

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(ForReading(connectionString));

    public async ValueTask<DbConnection?> OpenAsync()
    {
        try
        {
            return await _database.OpenConnectionAsync();
        }
        catch (NpgsqlException exception)
        {
            throw FailureOf(exception);
        }
    }

    public Task<(ImportRecord? InUse, ImportRecord? Draft)> ReadRecordsAsync(CancellationToken cancellationToken) =>
        Run(async () =>
        {
            await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancellationToken);
            return (await ReadRecordAsync(connection, "directory_import", cancellationToken),
                await ReadRecordAsync(connection, "draft_import", cancellationToken));
        });

    public Task<List<Finding>> ReadFindingsAsync(bool ofDraft, CancellationToken cancellationToken) =>
        Run(async () =>
        {
            var findings = new List<Finding>();
            await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancellationToken);
            string table = ofDraft ? "draft_finding" : "directory_finding";
            if (await ExistsAsync(connection, table, cancellationToken))
            {
                await foreach (DbDataReader row in DirectorySql.ReadAsync(
                    connection, $"SELECT line, column_name, reason FROM {table} ORDER BY line", cancellationToken))
                {
                    findings.Add(new Finding(row.GetInt64(0), row.GetString(1), row.GetString(2)));
                }
            }

            return findings;
        });

    public Task<IDirectoryDraft> BeginAsync(CancellationToken cancellationToken) =>
        Run<IDirectoryDraft>(async () =>
        {
            NpgsqlConnection connection = await HoldAloneAsync(cancellationToken);
            try
            {
                await DropDraftAsync(connection, cancellationToken);
                return await PostgresDirectoryDraft.BeginAsync(connection, cancellationToken);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        });

    public Task<bool> PutInUseAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Run(async () =>
        {
            await using NpgsqlConnection connection = await HoldAloneAsync(cancellationToken);
            if (await ReadRecordAsync(connection, "draft_import", cancellationToken) is not { } record)
            {
                return false;
            }

            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await DirectorySql.RunAsync(
                connection,
                "UPDATE draft_import SET record = $1",
                cancellationToken,
                (record with { InUseSince = now }).ToJson());
            foreach ((string draft, string inUse) in DirectorySchema.Renamed)
            {
                await DirectorySql.RunAsync(
                    connection, $"DROP TABLE {inUse}; ALTER TABLE {draft} RENAME TO {inUse}", cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        });

    public Task DiscardAsync(CancellationToken cancellationToken) =>
        Run(async () =>
        {
            await using NpgsqlConnection connection = await HoldAloneAsync(cancellationToken);
            await DropDraftAsync(connection, cancellationToken);
            return true;
        });

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    // A table that is gone, or waited for in a circle: another directory is just being put in use.
    public StoreException FailureOf(DbException exception) => new(
        exception.SqlState switch
        {
            PostgresErrorCodes.DiskFull => StoreFailure.StorageFull,
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.DeadlockDetected => StoreFailure.Retry,
            _ => StoreFailure.Unavailable,
        },
        "The directory cannot be reached.",
        exception);

    private static string ForReading(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = $"{settings.Options} {ReadingOptions}".TrimStart();
        return settings.ConnectionString;
    }

    private static Task DropDraftAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        IEnumerable<string> tables = DirectorySchema.Renamed.Select(each => each.Draft)
            .Append(DirectorySchema.PostgreSql.RowTable);
        return DirectorySql.RunAsync(
            connection, $"DROP TABLE IF EXISTS {string.Join(", ", tables)}", cancellationToken);
    }

    // Null for a table that is not there, or a draft that was not finished.
    private static async Task<ImportRecord?> ReadRecordAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, table, cancellationToken))
        {
            await foreach (DbDataReader row in DirectorySql.ReadAsync(
                connection, $"SELECT record FROM {table}", cancellationToken))
            {
                return ImportRecord.FromJson(row.GetString(0));
            }
        }

        return null;
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection, "SELECT to_regclass($1) IS NOT NULL", cancellationToken, table))
        {
            return row.GetBoolean(0);
        }

        return false;
    }

    private async Task<NpgsqlConnection> HoldAloneAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = "spico directory",
            CommandTimeout = 0,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        try
        {
            // The server lets go of the lock a moment after a connection is closed, however it was.
            await DirectorySql.RunAsync(connection, "SET lock_timeout = '3s'", cancellationToken);
            await DirectorySql.RunAsync(connection, "SELECT pg_advisory_lock($1)", cancellationToken, ImportLock);
            await DirectorySql.RunAsync(connection, "SET lock_timeout = 0", cancellationToken);
            return connection;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await connection.DisposeAsync();
            throw new StoreRefusedException("Another import of the directory is running.");
        }
    }

    private async Task<T> Run<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException exception)
        {
            throw FailureOf(exception);
        }
    }
}
