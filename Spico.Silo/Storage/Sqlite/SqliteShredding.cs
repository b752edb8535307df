using Microsoft.Data.Sqlite;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// Sees to it that what was erased is not read out of the file: SQLite leaves whole pages that it frees as they were,
/// and the write-ahead log too, until something else is written there. Set for the transactions that erase, and for no
/// other: these pay nothing. Used by the thread that commits.
/// </summary>
internal sealed class SqliteShredding(SqliteConnection connection) : IDisposable
{
    private const long RetryAfterMilliseconds = 1_000;

    private readonly SqliteStatement _truncate = new(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private bool _isOn;
    private bool _owesTruncation;
    private long _triedAt;

    /// <summary>From here to the end of the transaction, what is taken away is overwritten.</summary>
    public void Begin()
    {
        if (!_isOn)
        {
            SqliteFile.Execute(connection, "PRAGMA secure_delete = ON");
            _isOn = true;
        }
    }

    /// <summary>A transaction was committed, of this kind or not.</summary>
    public void Committed()
    {
        if (_isOn)
        {
            End();
            _owesTruncation = true;
            Truncate();
        }
        else if (_owesTruncation && Environment.TickCount64 - _triedAt >= RetryAfterMilliseconds)
        {
            Truncate();
        }
    }

    /// <summary>The transaction is over.</summary>
    public void End()
    {
        if (_isOn)
        {
            _isOn = false;
            SqliteFile.Execute(connection, "PRAGMA secure_delete = FAST");
        }
    }

    public void Dispose() => _truncate.Dispose();

    // Never waits: a reader in the midst of an older state, as a backup is, keeps the log from being cut. Then one of
    // the next commits does it.
    private void Truncate()
    {
        _triedAt = Environment.TickCount64;
        try
        {
            SqliteFile.Execute(connection, "PRAGMA busy_timeout = 0");
            _owesTruncation = _truncate.Number() != 0;
        }
        catch (SqliteException)
        {
            // What was committed stays so, whatever becomes of the log.
        }
        finally
        {
            SqliteFile.Execute(connection, SqliteFile.Waiting);
        }
    }
}
