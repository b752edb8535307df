using System.Diagnostics;
using Npgsql;
using Spico.Testing;

namespace Spico.Peers.RawStores;

/// <summary>Rows of arrays, one statement and one flush a batch, on one connection.</summary>
internal sealed class PostgreSqlReference : IStoreReference
{
    private string _version = "";
    private PostgresServer? _server;
    private NpgsqlConnection? _connection;

    public PeerCard Card => new(
        "raw-postgres", _version, "its batch is committed and flushed", IsStored: true, IsFlushed: true);

    public IReadOnlyList<int> StoreProcesses => _server is null ? [] : [_server.ProcessId];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = await PostgresServer.StartAsync();
        _connection = new NpgsqlConnection(await _server.CreateDatabaseAsync("raw") + ";Pooling=false");
        await _connection.OpenAsync(cancellationToken);
        _version = $"PostgreSQL {_connection.PostgreSqlVersion}";
        await using NpgsqlCommand create = new(
            """
            CREATE TABLE message (
                conversation integer NOT NULL,
                seq bigint NOT NULL,
                author integer NOT NULL,
                text text NOT NULL,
                PRIMARY KEY (conversation, seq))
            """,
            _connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<double> MessagesPerSecondAsync(
        int batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand empty = new("TRUNCATE message", _connection);
        await empty.ExecuteNonQueryAsync(cancellationToken);
        MessageBatch messages = new(batch);
        await using NpgsqlCommand insert = new(
            "INSERT INTO message SELECT * FROM unnest($1, $2, $3, $4)", _connection);
        insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = messages.Conversation });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = messages.Seq });
        insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = messages.Author });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = messages.Text });
        await insert.PrepareAsync(cancellationToken);
        long inserted = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            messages.Next();
            inserted += await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        return inserted / clock.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
