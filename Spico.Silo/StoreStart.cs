using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spico.Silo.Accounts;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo;

/// <summary>
/// Makes the store ready before the silo, which reads Orleans' tables as it starts, and closes the log after it: what
/// the last grains wrote is still committed.
/// </summary>
internal sealed class StoreStart(
    SiloOptions options, IOptions<AccountOptions> accounts, MasterKey masterKey, ILogStore store, LogWriter log)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        TokenIssuer.EnsureKeys(accounts.Value.KeysFolder);
        if (!options.UsesPostgreSql)
        {
            Directory.CreateDirectory(options.DataFolder);
            await SqlMigrations.ApplyAsync(
                MigrationSet.SqliteGrains,
                SqliteFile.ConnectionString(StoreFiles.GrainsOf(options)),
                cancellationToken);
        }

        // PostgreSQL is one database: opening the log migrates all of it. The key before anything is written.
        await store.OpenAsync(cancellationToken);
        await masterKey.ClaimAsync(store);
        await log.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => log.StopAsync(cancellationToken);
}
