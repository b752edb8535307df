using Spico.Silo.People;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Testing;

namespace Spico.Silo.Tests.People;

public sealed class SqlitePeopleStoreTests : PeopleStoreConformance, IAsyncLifetime
{
    private readonly TestFolder _folder = TestFolder.Create("people");
    private IPeopleStore? _store;

    private protected override IPeopleStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        string file = _folder.File("grains.db");
        await SqlMigrations.ApplyAsync(
            MigrationSet.SqliteGrains, SqliteFile.ConnectionString(file), CancellationToken.None);
        _store = new SqlitePeopleStore(file);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
