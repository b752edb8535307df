using Npgsql;
using Spico.Testing;

namespace Spico.House.Tests.Harness;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task What_was_committed_is_there_after_a_kill_and_a_restart_on_the_same_port()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.CreateDatabaseAsync();
        int port = server.Port;
        await Execute(database, "CREATE TABLE kept (n int)");
        await Execute(database, "INSERT INTO kept VALUES (1)");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Execute(database, "SELECT 1"));
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        Assert.Equal(1, await Eventually.Becomes(
            "the row is read", () => Execute(database, "SELECT n FROM kept"), n => n is 1, "1"));
    }

    [Fact]
    public async Task Each_database_of_the_shared_server_is_empty()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string first = await server.CreateDatabaseAsync();
        string second = await server.CreateDatabaseAsync();
        await Execute(first, "CREATE TABLE mine (n int)");
        PostgresException missing =
            await Assert.ThrowsAsync<PostgresException>(() => Execute(second, "SELECT n FROM mine"));
        Assert.Equal(PostgresErrorCodes.UndefinedTable, missing.SqlState);
    }

    private static async Task<object?> Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
