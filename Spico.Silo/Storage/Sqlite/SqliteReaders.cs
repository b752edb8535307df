using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// Connections that can only read: they see what is committed and never wait for the writer. SQLite blocks the thread
/// that asks, so that a read never runs on its caller's.
/// </summary>
internal sealed class SqliteReaders(string path, int connectionsMax) : IAsyncDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _places = new(connectionsMax);
    private volatile bool _isDisposed;

    public async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _places.WaitAsync();
        try
        {
            return await Task.Run(() => Read(read));
        }
        finally
        {
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        for (int i = 0; i < connectionsMax; i++)
        {
            await _places.WaitAsync();
        }

        foreach (SqliteConnection connection in _idle)
        {
            await connection.DisposeAsync();
        }
    }

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        SqliteConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
            {
                connection = new SqliteConnection(new SqliteConnectionStringBuilder
                {
                    DataSource = path,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ConnectionString);
                connection.Open();
            }

            T result = read(connection);
            _idle.Add(connection);
            return result;
        }
        catch (SqliteException exception)
        {
            connection?.Dispose();
            throw SqliteFailures.Of(exception);
        }
    }
}
