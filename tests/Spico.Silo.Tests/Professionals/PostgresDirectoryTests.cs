using System.Data.Common;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Storage.Migrations;
using Spico.Testing;

namespace Spico.Silo.Tests.Professionals;

public sealed class PostgresDirectoryTests : DirectoryConformance
{
    private static readonly Lazy<Task<string>> Database = new(MakeAsync);

    private PostgresDirectoryStore? _store;

    private protected override IDirectoryStore Store => _store!;

    public override async ValueTask InitializeAsync()
    {
        _store = new PostgresDirectoryStore(await Database.Value);
        await using DbConnection? connection = await _store.OpenAsync();
        foreach ((_, string table) in DirectorySchema.Renamed)
        {
            await DirectorySql.RunAsync(connection!, $"TRUNCATE {table}", CancellationToken.None);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        await base.DisposeAsync();
    }

    // One for all tests of the class, which run one after the other: making a database takes longer than they do.
    private static async Task<string> MakeAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync("directory");
        await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, database, CancellationToken.None);
        return database;
    }
}
