using Microsoft.Data.Sqlite;
using Npgsql;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

/// <summary>A store that would lose acknowledged facts in a power cut is refused at start.</summary>
public sealed class DurabilitySettingsTests
{
    [Theory]
    [InlineData("PRAGMA synchronous = NORMAL")]
    [InlineData("PRAGMA synchronous = OFF")]
    [InlineData("PRAGMA journal_mode = DELETE")]
    public async Task Sqlite_that_does_not_flush_is_refused(string pragma)
    {
        using TestFolder folder = TestFolder.Create("durability");
        await using SqliteConnection connection = await SqliteFile.OpenAsync(
            SqliteFile.ConnectionString(folder.File("log.db")), TestContext.Current.CancellationToken);
        SqliteLogStore.CheckDurability(connection);
        SqliteFile.Execute(connection, pragma);
        Assert.Throws<StoreRefusedException>(() => SqliteLogStore.CheckDurability(connection));
    }

    [Fact]
    public async Task PostgreSql_that_does_not_flush_is_refused()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync("durability");
        await RunAsync(database, $"ALTER DATABASE \"{Name(database)}\" SET synchronous_commit = off");
        StoreRefusedException refused = await OpenRefusedAsync(database);
        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task PostgreSql_that_may_tear_its_files_is_refused(string setting)
    {
        await using PostgresServer server = await PostgresServer.StartAsync(new PostgresOptions
        {
            Settings = new Dictionary<string, string> { [setting] = "off" },
        });
        StoreRefusedException refused = await OpenRefusedAsync(await server.CreateDatabaseAsync());
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<StoreRefusedException> OpenRefusedAsync(string database)
    {
        await using PostgreSqlLogStore store = new(new PostgreSqlLogOptions { ConnectionString = database });
        return await Assert.ThrowsAsync<StoreRefusedException>(
            () => store.OpenAsync(TestContext.Current.CancellationToken));
    }

    private static string Name(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    private static async Task RunAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(database);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
