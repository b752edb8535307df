using System.Data.Common;
using Microsoft.Data.Sqlite;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals.Stores;

/// <summary>
/// The directory in a SQLite file of its own, which is never written to: an import makes another beside it and moves
/// it there, so that readers wait for nothing and a crash leaves the one or the other.
/// </summary>
internal sealed class SqliteDirectoryStore(string file) : IDirectoryStore
{
    /// <summary>The layout of the file: one of another layout is made anew by an import.</summary>
    public const int Layout = 1;

    private const int Full = 13;
    private readonly string _draft = file + ".draft";
    private readonly string _readOnly = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadOnly,
    }.ConnectionString;

    private readonly Lock _lock = new();
    private (DateTime WrittenAt, long Length) _seen;

    public async ValueTask<DbConnection?> OpenAsync()
    {
        var now = new FileInfo(file);
        if (!now.Exists)
        {
            return null;
        }

        var connection = new SqliteConnection(_readOnly);
        lock (_lock)
        {
            // Kept connections would go on reading the file that was here before.
            if (_seen != (now.LastWriteTimeUtc, now.Length))
            {
                SqliteConnection.ClearPool(connection);
                _seen = (now.LastWriteTimeUtc, now.Length);
            }
        }

        try
        {
            await connection.OpenAsync();
            if (SqliteFile.Scalar(connection, "PRAGMA user_version") is (long)Layout)
            {
                return connection;
            }

            await connection.DisposeAsync();
            return null;
        }
        catch (SqliteException exception)
        {
            await connection.DisposeAsync();
            throw FailureOf(exception);
        }
    }

    public Task<(ImportRecord? InUse, ImportRecord? Draft)> ReadRecordsAsync(CancellationToken cancellationToken) =>
        Task.FromResult((ReadRecord(file), ReadRecord(_draft)));

    public async Task<List<Finding>> ReadFindingsAsync(bool ofDraft, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (ReadRecord(ofDraft ? _draft : file) is null)
        {
            return findings;
        }

        await using SqliteConnection connection = OpenOnce(ofDraft ? _draft : file);
        await foreach (DbDataReader row in DirectorySql.ReadAsync(
            connection, "SELECT line, column_name, reason FROM directory_finding ORDER BY line", cancellationToken))
        {
            findings.Add(new Finding(row.GetInt64(0), row.GetString(1), row.GetString(2)));
        }

        return findings;
    }

    public Task<IDirectoryDraft> BeginAsync(CancellationToken cancellationToken)
    {
        FileStream alone = HoldAlone();
        try
        {
            File.Delete(_draft);
            string? inUse = ReadRecord(file) is null ? null : file;
            return Task.FromResult<IDirectoryDraft>(new SqliteDirectoryDraft(alone, _draft, inUse));
        }
        catch (SqliteException exception)
        {
            alone.Dispose();
            throw FailureOf(exception);
        }
    }

    public async Task<bool> PutInUseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using FileStream alone = HoldAlone();
        if (ReadRecord(_draft) is not { } record)
        {
            return false;
        }

        await using (SqliteConnection connection = OpenOnce(_draft, SqliteOpenMode.ReadWrite))
        {
            await DirectorySql.RunAsync(
                connection,
                "UPDATE directory_import SET record = $1",
                cancellationToken,
                (record with { InUseSince = now }).ToJson());
        }

        await using (var written = new FileStream(_draft, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        File.Move(_draft, file, overwrite: true);
        return true;
    }

    public Task DiscardAsync(CancellationToken cancellationToken)
    {
        using FileStream alone = HoldAlone();
        File.Delete(_draft);
        return Task.CompletedTask;
    }

    public StoreException FailureOf(DbException exception) => new(
        exception is SqliteException { SqliteErrorCode: Full } ? StoreFailure.StorageFull : StoreFailure.Unavailable,
        "The directory cannot be reached.",
        exception);

    private static SqliteConnection OpenOnce(string path, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 1,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    // Null for a file that is not there, of another layout, or not finished.
    private static ImportRecord? ReadRecord(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using SqliteConnection connection = OpenOnce(path);
            return SqliteFile.Scalar(connection, "PRAGMA user_version") is (long)Layout
                && SqliteFile.Scalar(connection, "SELECT record FROM directory_import") is string record
                    ? ImportRecord.FromJson(record)
                    : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private FileStream HoldAlone()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file + ".lock"))
        {
            throw new StoreRefusedException("Another import of the directory is running.");
        }
    }
}
