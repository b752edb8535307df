using Spico.Silo.People;
using Spico.Silo.Storage.Migrations;
using Spico.Testing;

namespace Spico.Silo.Tests.People;

public sealed class PostgresPeopleStoreTests : PeopleStoreConformance, IAsyncLifetime
{
    private PostgresPeopleStore? _store;

    private protected override IPeopleStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync("people");
        await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, database, CancellationToken.None);
        _store = new PostgresPeopleStore(database);
    }

    public ValueTask DisposeAsync() => _store!.DisposeAsync();
}
