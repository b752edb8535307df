using Npgsql;
using Spico.Testing;

namespace Spico.Load.Workloads;

/// <summary>
/// The yardstick of reading history: one table of clear rows in the same PostgreSQL, and the two queries somebody
/// would write by hand, prepared.
/// </summary>
internal sealed class PlainQueries : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _newest;
    private readonly NpgsqlCommand _back;

    private PlainQueries(NpgsqlConnection connection)
    {
        _connection = connection;
        const string columns = "SELECT seq, author, at, body FROM plain_message WHERE conversation = 1";
        _newest = new NpgsqlCommand($"{columns} ORDER BY seq DESC LIMIT 50", connection);
        _back = new NpgsqlCommand($"{columns} AND seq < $1 ORDER BY seq DESC LIMIT 1000", connection);
        _back.Parameters.Add(new NpgsqlParameter<long>());
    }

    public static async Task<PlainQueries> CreateAsync(
        string connectionString,
        int messages,
        CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            CREATE TABLE plain_message (
                conversation bigint, seq bigint, author uuid NOT NULL, at timestamptz NOT NULL, body text NOT NULL,
                PRIMARY KEY (conversation, seq));
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText =
            "INSERT INTO plain_message SELECT 1, n, gen_random_uuid(), now(), repeat('x', 200) " +
            "FROM generate_series(1, $1) n";
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = messages });
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.Parameters.Clear();
        command.CommandText = "ANALYZE plain_message";
        await command.ExecuteNonQueryAsync(cancellationToken);
        var queries = new PlainQueries(connection);
        await queries._newest.PrepareAsync(cancellationToken);
        await queries._back.PrepareAsync(cancellationToken);
        return queries;
    }

    public Task<int> NewestAsync(CancellationToken cancellationToken) => CountAsync(_newest, cancellationToken);

    public Task<int> BackAsync(long before, CancellationToken cancellationToken)
    {
        ((NpgsqlParameter<long>)_back.Parameters[0]).TypedValue = before;
        return CountAsync(_back, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _newest.DisposeAsync();
        await _back.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<int> CountAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        int rows = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = reader.GetInt64(0);
            _ = reader.GetGuid(1);
            _ = reader.GetDateTime(2);
            _ = reader.GetString(3);
            rows++;
        }

        return rows;
    }
}
