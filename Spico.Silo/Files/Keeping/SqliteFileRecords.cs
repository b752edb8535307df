using Microsoft.Data.Sqlite;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Storage.Sqlite;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// The records of files in the state file of a single node: the log's file has one writer of its own.
/// </summary>
internal sealed class SqliteFileRecords(string file) : IFileRecords
{
    private const string Columns =
        "id, owner, state, refusal, content, size, expires_at, request, owner_key, sealed";
    private const string HoldColumns = "file, stream, author, request, at, is_shown, sealed_key";
    private const string ThisHold = "file = $file AND stream = $stream AND author = $author AND request = $request";

    private const string DeleteUnheld = """
        DELETE FROM file WHERE id = $file AND state = 3 AND owner_key = x''
          AND NOT EXISTS (SELECT 1 FROM file_hold WHERE file = $file)
        """;

    private readonly string _connectionString =
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite }.ConnectionString;

    public ValueTask<FileRow?> FindAsync(FileId file) => Run(asked =>
    {
        using SqliteCommand command = Command(asked, $"SELECT {Columns} FROM file WHERE id = $file", file);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? ReadRow(reader) : null;
    });

    public ValueTask<FileAdmission> AddAsync(FileRow row, FileQuota quota) => Change(asked =>
    {
        using SqliteCommand known = Command(asked, "SELECT 1 FROM file WHERE id = $file", row.Id);
        if (known.ExecuteScalar() is not null)
        {
            return FileAdmission.Known;
        }

        using SqliteCommand count = Command(
            asked,
            "SELECT coalesce(sum(state IN (1, 2)), 0), coalesce(sum(size), 0) FROM file WHERE owner = $owner",
            row.Id);
        count.Parameters.AddWithValue("$owner", Bytes(row.Owner.Value));
        using (SqliteDataReader counted = count.ExecuteReader())
        {
            counted.Read();
            if (counted.GetInt64(0) >= quota.UploadsMax)
            {
                return FileAdmission.TooManyUploads;
            }

            if (counted.GetInt64(1) + row.Size > quota.BytesMax)
            {
                return FileAdmission.NoRoom;
            }
        }

        using SqliteCommand insert = Command(
            asked,
            $"""
            INSERT INTO file ({Columns})
            VALUES ($file, $owner, $state, $refusal, $content, $size, $expires, $request, $owner_key, $sealed)
            """,
            row.Id);
        Bind(insert, row);
        insert.ExecuteNonQuery();
        return FileAdmission.Added;
    });

    public ValueTask<bool> ChangeAsync(FileRow row, FileState from) => Change(asked =>
    {
        using SqliteCommand update = Command(
            asked,
            """
            UPDATE file SET owner = $owner, state = $state, refusal = $refusal, content = $content, size = $size,
              expires_at = $expires, request = $request, owner_key = $owner_key, sealed = $sealed
            WHERE id = $file AND state = $from
            """,
            row.Id);
        Bind(update, row);
        update.Parameters.AddWithValue("$from", (int)from);
        return update.ExecuteNonQuery() > 0;
    });

    public ValueTask<bool> RemoveUnreadyAsync(FileId file) => Change(asked =>
    {
        using SqliteCommand delete = Command(asked, "DELETE FROM file WHERE id = $file AND state <> 3", file);
        return delete.ExecuteNonQuery() > 0;
    });

    public ValueTask<bool> HoldAsync(FileHold hold) => Change(asked =>
    {
        using SqliteCommand insert = Hold(
            asked,
            $"""
            INSERT INTO file_hold ({HoldColumns})
            SELECT $file, $stream, $author, $request, $at, 0, $key FROM file WHERE id = $file AND state = 3
            ON CONFLICT DO UPDATE SET at = excluded.at, sealed_key = excluded.sealed_key
            """,
            hold);
        insert.Parameters.AddWithValue("$key", hold.SealedKey);
        return insert.ExecuteNonQuery() > 0;
    });

    public ValueTask<FileHold?> FindHoldAsync(FileId file, StreamId stream) => Run(asked =>
    {
        using SqliteCommand command = Command(
            asked, $"SELECT {HoldColumns} FROM file_hold WHERE file = $file AND stream = $stream LIMIT 1", file);
        command.Parameters.AddWithValue("$stream", Bytes(stream.Value));
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? ReadHold(reader) : null;
    });

    public ValueTask<List<FileHold>> ListHoldsOfAsync(StreamId stream, PersonId author, RequestId request) =>
        Run(asked =>
        {
            using SqliteCommand command = Command(
                asked,
                $"""
                SELECT {HoldColumns} FROM file_hold
                WHERE stream = $stream AND author = $author AND request = $request
                """,
                default);
            command.Parameters.AddWithValue("$stream", Bytes(stream.Value));
            command.Parameters.AddWithValue("$author", Bytes(author.Value));
            command.Parameters.AddWithValue("$request", Bytes(request.Value));
            return ReadAll(command, ReadHold);
        });

    public async ValueTask NoteShownAsync(FileHold hold) => await Change(asked =>
    {
        using SqliteCommand update = Hold(asked, $"UPDATE file_hold SET is_shown = 1 WHERE {ThisHold}", hold);
        return update.ExecuteNonQuery();
    });

    public ValueTask<bool> DropAsync(FileHold hold) => Change(asked =>
    {
        using SqliteCommand drop = Hold(asked, $"DELETE FROM file_hold WHERE {ThisHold} AND at = $at", hold);
        drop.ExecuteNonQuery();
        using SqliteCommand delete = Command(asked, DeleteUnheld, hold.File);
        return delete.ExecuteNonQuery() > 0;
    });

    public ValueTask<bool> EndClaimAsync(FileId file) => Change(asked =>
    {
        using SqliteCommand end = Command(
            asked,
            $"UPDATE file SET owner_key = x'', expires_at = {long.MaxValue} WHERE id = $file AND state = 3",
            file);
        end.ExecuteNonQuery();
        using SqliteCommand delete = Command(asked, DeleteUnheld, file);
        return delete.ExecuteNonQuery() > 0;
    });

    public ValueTask<List<FileRow>> ListEndedAsync(long now, int limit) => Run(asked =>
    {
        using SqliteCommand command = Command(
            asked, $"SELECT {Columns} FROM file WHERE expires_at <= $now ORDER BY expires_at LIMIT $limit", default);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.AddWithValue("$limit", limit);
        return ReadAll(command, ReadRow);
    });

    public ValueTask<List<FileId>> ListWaitingAsync(FileId after, int limit) => Run(asked =>
    {
        using SqliteCommand command = Command(
            asked, "SELECT id FROM file WHERE state = 2 AND id > $file ORDER BY id LIMIT $limit", after);
        command.Parameters.AddWithValue("$limit", limit);
        return ReadAll(command, reader => FileId.From(Id(reader, 0)));
    });

    public ValueTask<List<FileHold>> ListHoldsAsync(FileHold? after, int limit) => Run(asked =>
    {
        const string After = "WHERE (file, stream, author, request) > ($file, $stream, $author, $request)";
        string where = after is null ? string.Empty : After;
        string sql =
            $"SELECT {HoldColumns} FROM file_hold {where} ORDER BY file, stream, author, request LIMIT $limit";
        using SqliteCommand command = after is null ? Command(asked, sql, default) : Hold(asked, sql, after);
        command.Parameters.AddWithValue("$limit", limit);
        return ReadAll(command, ReadHold);
    });

    public ValueTask<List<FileId>> FindUnknownAsync(IReadOnlyCollection<FileId> files) => Run(asked =>
    {
        using SqliteCommand command = Command(asked, "SELECT 1 FROM file WHERE id = $file", default);
        return files.Where(file =>
        {
            command.Parameters["$file"].Value = Bytes(file.Value);
            return command.ExecuteScalar() is null;
        }).ToList();
    });

    private static SqliteCommand Command(Asked asked, string sql, FileId file)
    {
        SqliteCommand command = SqliteFile.Command(asked.Connection, sql);
        command.Transaction = asked.Transaction;
        command.Parameters.AddWithValue("$file", Bytes(file.Value));
        return command;
    }

    private static SqliteCommand Hold(Asked asked, string sql, FileHold hold)
    {
        SqliteCommand command = Command(asked, sql, hold.File);
        command.Parameters.AddWithValue("$stream", Bytes(hold.Stream.Value));
        command.Parameters.AddWithValue("$author", Bytes(hold.Author.Value));
        command.Parameters.AddWithValue("$request", Bytes(hold.Request.Value));
        command.Parameters.AddWithValue("$at", hold.At);
        return command;
    }

    private static void Bind(SqliteCommand command, FileRow row)
    {
        command.Parameters.AddWithValue("$owner", Bytes(row.Owner.Value));
        command.Parameters.AddWithValue("$state", (int)row.State);
        command.Parameters.AddWithValue("$refusal", (int)row.Refusal);
        command.Parameters.AddWithValue("$content", (int)row.Content);
        command.Parameters.AddWithValue("$size", row.Size);
        command.Parameters.AddWithValue("$expires", row.ExpiresAt);
        command.Parameters.AddWithValue("$request", Bytes(row.RequestHash));
        command.Parameters.AddWithValue("$owner_key", row.OwnerKey);
        command.Parameters.AddWithValue("$sealed", row.Sealed);
    }

    private static List<T> ReadAll<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        var all = new List<T>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            all.Add(read(reader));
        }

        return all;
    }

    private static FileRow ReadRow(SqliteDataReader reader) => new()
    {
        Id = FileId.From(Id(reader, 0)),
        Owner = PersonId.From(Id(reader, 1)),
        State = (FileState)reader.GetInt32(2),
        Refusal = (FileRefusal)reader.GetInt32(3),
        Content = (FilePart)reader.GetInt32(4),
        Size = reader.GetInt64(5),
        ExpiresAt = reader.GetInt64(6),
        RequestHash = Id(reader, 7),
        OwnerKey = reader.GetFieldValue<byte[]>(8),
        Sealed = reader.GetFieldValue<byte[]>(9),
    };

    private static FileHold ReadHold(SqliteDataReader reader) => new(
        FileId.From(Id(reader, 0)),
        StreamId.From(Id(reader, 1)),
        PersonId.From(Id(reader, 2)),
        RequestId.From(Id(reader, 3)),
        reader.GetInt64(4),
        reader.GetFieldValue<byte[]>(6),
        reader.GetBoolean(5));

    private static Guid Id(SqliteDataReader reader, int column) =>
        new(reader.GetFieldValue<byte[]>(column), bigEndian: true);

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private ValueTask<T> Change<T>(Func<Asked, T> work) => Run(asked =>
    {
        using SqliteTransaction transaction = asked.Connection.BeginTransaction(deferred: false);
        T result = work(asked with { Transaction = transaction });
        transaction.Commit();
        return result;
    });

    private ValueTask<T> Run<T>(Func<Asked, T> work)
    {
        // Microsoft.Data.Sqlite has no asynchronous I/O: its async methods block all the same. These calls are short.
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            return ValueTask.FromResult(work(new Asked(connection, null)));
        }
        catch (SqliteException exception)
        {
            return ValueTask.FromException<T>(SqliteFailures.Of(exception));
        }
    }

    private readonly record struct Asked(SqliteConnection Connection, SqliteTransaction? Transaction);
}
