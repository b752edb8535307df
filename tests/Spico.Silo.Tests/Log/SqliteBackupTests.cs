using Spico.Silo.Storage.Backup;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

public sealed class SqliteBackupTests : StoreBackupConformance
{
    protected override Task<string> NewPlaceAsync(string folder, string name) =>
        Task.FromResult(Path.Combine(folder, name));

    protected override Task PrepareGrainsAsync(string place) => SqlMigrations.ApplyAsync(
        MigrationSet.SqliteGrains,
        SqliteFile.ConnectionString(Path.Combine(place, "grains.db")),
        TestContext.Current.CancellationToken);

    private protected override ILogStore StoreAt(string place) =>
        new SqliteLogStore(new SqliteLogOptions { Path = Path.Combine(place, "log.db") });

    private protected override IStoreBackup BackupOf(string place) =>
        new SqliteBackup(
            Path.Combine(place, "log.db"), Path.Combine(place, "grains.db"), Path.Combine(place, "directory.db"));
}
