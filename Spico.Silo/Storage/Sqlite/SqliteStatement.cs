using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// A prepared statement with numbered parameters (<c>?1</c>, <c>?2</c> …), straight on SQLite's own interface: the
/// driver's commands cost as much as the insert itself. Ids are stored in big-endian order, so that a UUIDv7 sorts by
/// its time. Used by one thread at a time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Set(int number, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, number, value));
        return this;
    }

    public SqliteStatement Set(int number, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, number, 0)
            : raw.sqlite3_bind_blob(_statement, number, value));
        return this;
    }

    public SqliteStatement Set(int number, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Set(number, bytes);
    }

    public SqliteStatement Set(int number, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, number, value));
        return this;
    }

    public SqliteStatement SetNull(int number)
    {
        Check(raw.sqlite3_bind_null(_statement, number));
        return this;
    }

    /// <summary>Runs it and tells how many rows it changed.</summary>
    public int Run()
    {
        Step();
        Reset();
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs it and tells the number in the first column of the first row; null without a row.</summary>
    public long? Number()
    {
        long? number = Step() ? raw.sqlite3_column_int64(_statement, 0) : null;
        Reset();
        return number;
    }

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return result == raw.SQLITE_ROW;
        }

        // The error is thrown with the statement at rest, or it could not be run again.
        string message = raw.sqlite3_errmsg(_database).utf8_to_string();
        int extended = raw.sqlite3_extended_errcode(_database);
        raw.sqlite3_reset(_statement);
        throw new SqliteException(message, result & 0xff, extended);
    }

    // What it returns is the error of the last step, which has been thrown.
    private void Reset() => raw.sqlite3_reset(_statement);

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
