using Spico.Silo.Storage.Backup;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public sealed class PostgreSqlBackupTests : StoreBackupConformance
{
    protected override async Task<string> NewPlaceAsync(string folder, string name) =>
        await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(name);

    protected override Task PrepareGrainsAsync(string place) => Task.CompletedTask;

    private protected override ILogStore StoreAt(string place) =>
        new PostgreSqlLogStore(new PostgreSqlLogOptions { ConnectionString = place });

    private protected override IStoreBackup BackupOf(string place) => new PostgreSqlBackup(place);
}
