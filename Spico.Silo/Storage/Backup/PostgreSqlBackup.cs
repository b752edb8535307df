using Npgsql;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>
/// All tables of a database but those that describe the running cluster, copied in one snapshot. Nothing has to be
/// installed for it; operators who run PostgreSQL's own backups lose nothing by that.
/// </summary>
internal sealed class PostgreSqlBackup(string connectionString) : IStoreBackup
{
    private const string Kind = "postgresql";

    public async Task<StoreIdentity> BackupAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using BackupWriter writer = new(file);
            await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
            await using NpgsqlTransaction snapshot = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            StoreIdentity store = await TablesToCopy.IdentityAsync(connection, cancellationToken)
                ?? throw new StoreRefusedException("The database holds no store.");
            foreach ((string table, string[] columns) in await TablesToCopy.ListAsync(connection, cancellationToken))
            {
                await using NpgsqlRawCopyStream rows = await connection.BeginRawBinaryCopyAsync(
                    $"COPY {TablesToCopy.Quoted(table, columns)} TO STDOUT (FORMAT BINARY)", cancellationToken);
                await writer.AddAsync(table, columns, rows, cancellationToken);
            }

            IReadOnlyList<string> migrations = await TablesToCopy.MigrationsAsync(connection, cancellationToken);
            await writer.CompleteAsync(Kind, store, migrations, cancellationToken);
            return store;
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    public async Task<StoreIdentity> RestoreAsync(
        string file, string highWaterMarkPath, bool force, CancellationToken cancellationToken)
    {
        try
        {
            using BackupReader backup = await BackupReader.OpenAsync(file, Kind, cancellationToken);
            await MakeSchemaAsync(backup.Manifest, cancellationToken);
            await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
            await HoldAloneAsync(connection, cancellationToken);
            HighWaterMark mark = new(highWaterMarkPath);
            StoreIdentity? replaced = await TablesToCopy.IdentityAsync(connection, cancellationToken);
            StoreIdentity next = backup.NextIdentity(mark, replaced, force);
            await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken))
            {
                await LoadAsync(connection, backup, force, cancellationToken);
                await SetIdentityAsync(connection, next, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, connectionString, cancellationToken);
            mark.Write(next);
            return next;
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    // The schema as it was: later scripts may change rows, and must find those of the backup.
    private async Task MakeSchemaAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        IReadOnlyList<MigrationScript> known = MigrationScript.Of(MigrationSet.PostgreSql);
        if (manifest.Migrations.Except(known.Select(script => script.Name)).FirstOrDefault() is { } unknown)
        {
            throw new StoreRefusedException(
                $"The backup has the migration {unknown}, which this program does not know: a newer version made it.");
        }

        MigrationScript[] scripts = [.. known.Where(script => manifest.Migrations.Contains(script.Name))];
        await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, connectionString, scripts, cancellationToken);
    }

    private static async Task LoadAsync(
        NpgsqlConnection connection, BackupReader backup, bool force, CancellationToken cancellationToken)
    {
        List<(string Table, string[] Columns)> tables = await TablesToCopy.ListAsync(connection, cancellationToken);
        foreach ((string table, _) in tables.Where(table => table.Table != "store"))
        {
            if (!force && await TablesToCopy.HasRowsAsync(connection, table, cancellationToken))
            {
                throw new StoreRefusedException(
                    $"The database is not empty: {table} has rows. Use an empty one, or force the restore to replace " +
                    "what is there.");
            }
        }

        await TablesToCopy.TruncateAsync(connection, tables.Select(table => table.Table), cancellationToken);
        foreach (BackupPart part in backup.Manifest.Parts)
        {
            await using Stream from = backup.Open(part);
            await using NpgsqlRawCopyStream to = await connection.BeginRawBinaryCopyAsync(
                $"COPY {TablesToCopy.Quoted(part.Name, part.Columns)} FROM STDIN (FORMAT BINARY)", cancellationToken);
            await from.CopyToAsync(to, cancellationToken);
        }

        await TablesToCopy.ContinueNumbersAsync(connection, cancellationToken);
    }

    private static async Task SetIdentityAsync(
        NpgsqlConnection connection, StoreIdentity identity, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand set = new("UPDATE store SET epoch = $1, clock = $2", connection);
        set.Parameters.Add(new NpgsqlParameter { Value = (long)identity.Epoch });
        set.Parameters.Add(new NpgsqlParameter { Value = identity.Clock });
        await set.ExecuteNonQueryAsync(cancellationToken);
    }

    // For as long as the connection lives.
    private static async Task HoldAloneAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand hold = new("SELECT pg_try_advisory_lock($1)", connection);
        hold.Parameters.Add(new NpgsqlParameter { Value = PostgreSqlLogStore.InUseLock });
        if (await hold.ExecuteScalarAsync(cancellationToken) is not true)
        {
            throw new StoreRefusedException("A server is writing to this database. Stop all of them first.");
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = "spico backup",
            CommandTimeout = 0,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
