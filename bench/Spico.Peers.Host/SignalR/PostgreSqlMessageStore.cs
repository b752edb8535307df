using Npgsql;

namespace Spico.Peers.Host.SignalR;

/// <summary>One insert a message, on a pooled connection, in a transaction of its own.</summary>
internal sealed class PostgreSqlMessageStore : IMessageStore, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private PostgreSqlMessageStore(NpgsqlDataSource source) => _source = source;

    public static async Task<PostgreSqlMessageStore> OpenAsync(string connection)
    {
        NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        await using NpgsqlCommand create = source.CreateCommand(
            """
            CREATE TABLE message (
                conversation integer NOT NULL,
                seq bigint GENERATED ALWAYS AS IDENTITY,
                author integer NOT NULL,
                text text NOT NULL,
                at timestamptz NOT NULL,
                PRIMARY KEY (conversation, seq))
            """);
        await create.ExecuteNonQueryAsync();
        return new PostgreSqlMessageStore(source);
    }

    public async Task<long> InsertAsync(int conversation, int author, string text, DateTimeOffset at)
    {
        await using NpgsqlCommand insert = _source.CreateCommand(
            "INSERT INTO message (conversation, author, text, at) VALUES ($1, $2, $3, $4) RETURNING seq");
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = conversation });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = author });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        return (long)(await insert.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
