using Npgsql;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Storage.PostgreSql;

namespace Spico.Silo.Files.Keeping;

/// <summary>The records of files in PostgreSQL, beside the log.</summary>
internal sealed class PostgresFileRecords(string connectionString) : IFileRecords, IAsyncDisposable
{
    private const string Columns =
        "id, owner, state, refusal, content, size, expires_at, request, owner_key, sealed";
    private const string HoldColumns = "file, stream, author, request, at, is_shown, sealed_key";
    private const string ThisHold = "file = $1 AND stream = $2 AND author = $3 AND request = $4";

    // Whoever takes a hold locks the record too: the two come one after the other.
    private const string LockFile = "SELECT 1 FROM file WHERE id = $1 FOR UPDATE";

    private const string DeleteUnheld = """
        DELETE FROM file WHERE id = $1 AND state = 3 AND owner_key = ''
          AND NOT EXISTS (SELECT 1 FROM file_hold WHERE file = $1)
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public ValueTask<FileRow?> FindAsync(FileId file) => Run(async connection =>
        (await ReadAllAsync(connection, $"SELECT {Columns} FROM file WHERE id = $1", ReadRow, file.Value))
            .SingleOrDefault());

    public ValueTask<FileAdmission> AddAsync(FileRow row, FileQuota quota) => Change(async connection =>
    {
        // One announcement of a person at a time: two at once would each find room for one.
        await ExecuteAsync(
            connection, "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 150))", row.Owner.Value);
        if (await ExecuteAsync(connection, LockFile, row.Id.Value) is not null)
        {
            return FileAdmission.Known;
        }

        (long uploads, long bytes) = (await ReadAllAsync(
            connection,
            "SELECT count(*) FILTER (WHERE state IN (1, 2)), coalesce(sum(size), 0)::bigint FROM file WHERE owner = $1",
            reader => (reader.GetInt64(0), reader.GetInt64(1)),
            row.Owner.Value))[0];
        if (uploads >= quota.UploadsMax)
        {
            return FileAdmission.TooManyUploads;
        }

        if (bytes + row.Size > quota.BytesMax)
        {
            return FileAdmission.NoRoom;
        }

        await ExecuteAsync(
            connection, $"INSERT INTO file ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", Values(row));
        return FileAdmission.Added;
    });

    public ValueTask<bool> ChangeAsync(FileRow row, FileState from) => Run(async connection => await ExecuteAsync(
        connection,
        """
        UPDATE file SET owner = $2, state = $3, refusal = $4, content = $5, size = $6, expires_at = $7, request = $8,
          owner_key = $9, sealed = $10
        WHERE id = $1 AND state = $11 RETURNING 1
        """,
        [.. Values(row), (short)from]) is not null);

    public ValueTask<bool> RemoveUnreadyAsync(FileId file) => Run(async connection => await ExecuteAsync(
        connection, "DELETE FROM file WHERE id = $1 AND state <> 3 RETURNING 1", file.Value) is not null);

    public ValueTask<bool> HoldAsync(FileHold hold) => Run(async connection => await ExecuteAsync(
        connection,
        $"""
        WITH held AS (SELECT id FROM file WHERE id = $1 AND state = 3 FOR UPDATE)
        INSERT INTO file_hold ({HoldColumns}) SELECT id, $2, $3, $4, $5, false, $6 FROM held
        ON CONFLICT (file, stream, author, request) DO UPDATE SET at = excluded.at, sealed_key = excluded.sealed_key
        RETURNING 1
        """,
        [.. Key(hold), hold.At, hold.SealedKey]) is not null);

    public ValueTask<FileHold?> FindHoldAsync(FileId file, StreamId stream) => Run(async connection =>
        (await ReadAllAsync(
            connection,
            $"SELECT {HoldColumns} FROM file_hold WHERE file = $1 AND stream = $2 LIMIT 1",
            ReadHold,
            file.Value,
            stream.Value)).SingleOrDefault());

    public ValueTask<List<FileHold>> ListHoldsOfAsync(StreamId stream, PersonId author, RequestId request) =>
        Run(connection => ReadAllAsync(
            connection,
            $"SELECT {HoldColumns} FROM file_hold WHERE stream = $1 AND author = $2 AND request = $3",
            ReadHold,
            stream.Value,
            author.Value,
            request.Value));

    public async ValueTask NoteShownAsync(FileHold hold) => await Run(connection =>
        ExecuteAsync(connection, $"UPDATE file_hold SET is_shown = true WHERE {ThisHold}", Key(hold)));

    public ValueTask<bool> DropAsync(FileHold hold) => Change(async connection =>
    {
        await ExecuteAsync(connection, LockFile, hold.File.Value);
        await ExecuteAsync(
            connection, $"DELETE FROM file_hold WHERE {ThisHold} AND at = $5", [.. Key(hold), hold.At]);
        return await ExecuteAsync(connection, DeleteUnheld + " RETURNING 1", hold.File.Value) is not null;
    });

    public ValueTask<bool> EndClaimAsync(FileId file) => Change(async connection =>
    {
        await ExecuteAsync(
            connection,
            $"UPDATE file SET owner_key = '', expires_at = {long.MaxValue} WHERE id = $1 AND state = 3",
            file.Value);
        return await ExecuteAsync(connection, DeleteUnheld + " RETURNING 1", file.Value) is not null;
    });

    public ValueTask<List<FileRow>> ListEndedAsync(long now, int limit) => Run(connection => ReadAllAsync(
        connection, $"SELECT {Columns} FROM file WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2", ReadRow,
        now, limit));

    public ValueTask<List<FileId>> ListWaitingAsync(FileId after, int limit) => Run(connection => ReadAllAsync(
        connection,
        "SELECT id FROM file WHERE state = 2 AND id > $1 ORDER BY id LIMIT $2",
        reader => FileId.From(reader.GetGuid(0)),
        after.Value,
        limit));

    public ValueTask<List<FileHold>> ListHoldsAsync(FileHold? after, int limit)
    {
        const string After = "WHERE (file, stream, author, request) > ($1, $2, $3, $4)";
        string where = after is null ? string.Empty : After;
        string last = after is null ? "$1" : "$5";
        object[] from = after is null ? [] : Key(after);
        return Run(connection => ReadAllAsync(
            connection,
            $"SELECT {HoldColumns} FROM file_hold {where} ORDER BY file, stream, author, request LIMIT {last}",
            ReadHold,
            [.. from, limit]));
    }

    public ValueTask<List<FileId>> FindUnknownAsync(IReadOnlyCollection<FileId> files) => Run(connection =>
        ReadAllAsync(
            connection,
            "SELECT a.id FROM unnest($1) AS a (id) WHERE NOT EXISTS (SELECT 1 FROM file f WHERE f.id = a.id)",
            reader => FileId.From(reader.GetGuid(0)),
            files.Select(file => file.Value).ToArray()));

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static object[] Values(FileRow row) =>
    [
        row.Id.Value, row.Owner.Value, (short)row.State, (short)row.Refusal, (short)row.Content, row.Size,
        row.ExpiresAt, row.RequestHash, row.OwnerKey, row.Sealed,
    ];

    private static object[] Key(FileHold hold) =>
        [hold.File.Value, hold.Stream.Value, hold.Author.Value, hold.Request.Value];

    private static FileRow ReadRow(NpgsqlDataReader reader) => new()
    {
        Id = FileId.From(reader.GetGuid(0)),
        Owner = PersonId.From(reader.GetGuid(1)),
        State = (FileState)reader.GetInt16(2),
        Refusal = (FileRefusal)reader.GetInt16(3),
        Content = (FilePart)reader.GetInt16(4),
        Size = reader.GetInt64(5),
        ExpiresAt = reader.GetInt64(6),
        RequestHash = reader.GetGuid(7),
        OwnerKey = reader.GetFieldValue<byte[]>(8),
        Sealed = reader.GetFieldValue<byte[]>(9),
    };

    private static FileHold ReadHold(NpgsqlDataReader reader) => new(
        FileId.From(reader.GetGuid(0)),
        StreamId.From(reader.GetGuid(1)),
        PersonId.From(reader.GetGuid(2)),
        RequestId.From(reader.GetGuid(3)),
        reader.GetInt64(4),
        reader.GetFieldValue<byte[]>(6),
        reader.GetBoolean(5));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
#pragma warning disable CA2100 // Constants of this class only.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (object value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using NpgsqlCommand command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<List<T>> ReadAllAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        var all = new List<T>();
        await using NpgsqlCommand command = Command(connection, sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            all.Add(read(reader));
        }

        return all;
    }

    private ValueTask<T> Change<T>(Func<NpgsqlConnection, Task<T>> work) => Run(async connection =>
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        T result = await work(connection);
        await transaction.CommitAsync();
        return result;
    });

    private async ValueTask<T> Run<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        try
        {
            await using NpgsqlConnection connection = await _database.OpenConnectionAsync();
            return await work(connection);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }
}
