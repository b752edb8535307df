using System.Globalization;
using Npgsql;

namespace Spico.Load.Measuring;

/// <summary>How often the PostgreSQL servers among a store's processes flushed their log, as they count it.</summary>
internal sealed class PostgresFlushes : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> _connections = [];

    /// <summary>Connects to those that trust whoever comes by loopback, as the ones we start do.</summary>
    public static async Task<PostgresFlushes> WatchAsync(IEnumerable<int> processes)
    {
        var watch = new PostgresFlushes();
        foreach (int process in processes)
        {
            if (PortOf(process) is { } port)
            {
                await watch.ConnectAsync(port);
            }
        }

        return watch;
    }

    /// <summary>Null when there is none.</summary>
    public async Task<long?> CountAsync()
    {
        long? flushes = null;
        foreach (NpgsqlConnection connection in _connections)
        {
            await using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = "SELECT wal_sync FROM pg_stat_wal";
            flushes = (flushes ?? 0) + (long)(await command.ExecuteScalarAsync())!;
        }

        return flushes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task ConnectAsync(int port)
    {
        foreach (string user in new[] { "spico", "postgres" })
        {
            var connection = new NpgsqlConnection(
                $"Host=127.0.0.1;Port={port};Username={user};Database=postgres;Timeout=5;Pooling=false");
            try
            {
                await connection.OpenAsync();
                await using NpgsqlCommand command = connection.CreateCommand();
                command.CommandText = "SELECT wal_sync FROM pg_stat_wal";
                await command.ExecuteScalarAsync();
                _connections.Add(connection);
                return;
            }
            catch (NpgsqlException)
            {
                // Another user, or a version without the view: the figure is left out.
                await connection.DisposeAsync();
            }
        }
    }

    private static int? PortOf(int process)
    {
        // The fourth line of the lock file in the data folder, where the postmaster runs.
        const int portLine = 3;
        try
        {
            string[] lines = File.ReadAllLines($"/proc/{process}/cwd/postmaster.pid");
            return lines.Length > portLine ? int.Parse(lines[portLine], CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
