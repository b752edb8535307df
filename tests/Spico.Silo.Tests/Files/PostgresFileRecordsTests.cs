using Npgsql;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Storage.Migrations;
using Spico.Testing;

namespace Spico.Silo.Tests.Files;

/// <summary>One database for all of them, empty at the beginning of each.</summary>
public sealed class PostgresFileRecordsTests(PostgresFileRecordsTests.Database database)
    : FileRecordsConformance, IClassFixture<PostgresFileRecordsTests.Database>, IAsyncLifetime
{
    private PostgresFileRecords? _records;

    private protected override IFileRecords Records => _records!;

    public async ValueTask InitializeAsync()
    {
        await using NpgsqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand empty = new("TRUNCATE file, file_hold", connection);
        await empty.ExecuteNonQueryAsync();
        _records = new PostgresFileRecords(database.ConnectionString);
    }

    public ValueTask DisposeAsync() => _records!.DisposeAsync();

    public sealed class Database : IAsyncLifetime
    {
        public string ConnectionString { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            ConnectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("files");
            await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, ConnectionString, CancellationToken.None);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
