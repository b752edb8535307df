using Spico.Silo.Files.Keeping;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Testing;

namespace Spico.Silo.Tests.Files;

public sealed class SqliteFileRecordsTests : FileRecordsConformance, IAsyncLifetime
{
    private readonly TestFolder _folder = TestFolder.Create("files");
    private IFileRecords? _records;

    private protected override IFileRecords Records => _records!;

    public async ValueTask InitializeAsync()
    {
        string file = _folder.File("grains.db");
        await SqlMigrations.ApplyAsync(
            MigrationSet.SqliteGrains, SqliteFile.ConnectionString(file), CancellationToken.None);
        _records = new SqliteFileRecords(file);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
