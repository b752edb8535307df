using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Migrations;

/// <summary>
/// Brings a database to the schema of this program: numbered scripts, each applied once, all in one transaction under
/// a lock, so that it is safe to run twice and in several processes at once.
/// </summary>
internal static class SqlMigrations
{
    private const long PostgreSqlLock = 0x7370_6963_6f01;

    private const string Table = """
        CREATE TABLE IF NOT EXISTS migration (
            name       text NOT NULL PRIMARY KEY,
            checksum   text NOT NULL,
            applied_at text NOT NULL)
        """;

    /// <summary>Applies what is missing and tells the names of the scripts it applied.</summary>
    /// <param name="set">The database's scripts.</param>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed then.</param>
    /// <exception cref="StoreRefusedException">The database was not made by these scripts.</exception>
    public static Task<IReadOnlyList<string>> ApplyAsync(
        MigrationSet set, string connectionString, CancellationToken cancellationToken) =>
        ApplyAsync(set, connectionString, MigrationScript.Of(set), cancellationToken);

    /// <summary>Applies the missing ones of the scripts given.</summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        MigrationSet set,
        string connectionString,
        IReadOnlyList<MigrationScript> scripts,
        CancellationToken cancellationToken)
    {
        await using DbConnection connection = await OpenAsync(set, connectionString, cancellationToken);
        await using DbTransaction transaction = await LockAsync(connection, cancellationToken);
        await ExecuteAsync(connection, transaction, Table, cancellationToken);
        Dictionary<string, string> applied = await ReadAppliedAsync(connection, transaction, cancellationToken);
        Check(applied, scripts);

        List<string> added = [];
        foreach (MigrationScript script in scripts.Where(script => !applied.ContainsKey(script.Name)))
        {
            await ExecuteAsync(connection, transaction, script.Sql, cancellationToken);
            await RecordAsync(connection, transaction, script, cancellationToken);
            added.Add(script.Name);
        }

        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    private static void Check(Dictionary<string, string> applied, IReadOnlyList<MigrationScript> scripts)
    {
        foreach ((string name, string checksum) in applied)
        {
            MigrationScript script = scripts.FirstOrDefault(script => script.Name == name)
                ?? throw new StoreRefusedException(
                    $"The database has the migration {name}, which this program does not know: a newer version made " +
                    "it. Run that version, or restore a backup made by this one.");
            if (script.Checksum != checksum)
            {
                throw new StoreRefusedException(
                    $"The migration {name} was applied with another text than this program has. Migrations are never " +
                    "changed: put the script back as it was and add a new one.");
            }
        }

        string? last = applied.Keys.Max(StringComparer.Ordinal);
        if (scripts.FirstOrDefault(script => !applied.ContainsKey(script.Name)
            && string.CompareOrdinal(script.Name, last) < 0) is { } late)
        {
            throw new StoreRefusedException(
                $"The migration {late.Name} comes before {last}, which is applied: number it after it.");
        }
    }

    private static async Task<DbConnection> OpenAsync(
        MigrationSet set, string connectionString, CancellationToken cancellationToken)
    {
        if (set == MigrationSet.PostgreSql)
        {
            NpgsqlConnection server = new(new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                ApplicationName = "spico migrations",
            }.ConnectionString);
            await server.OpenAsync(cancellationToken);
            return server;
        }

        return await SqliteFile.OpenAsync(connectionString, cancellationToken);
    }

    private static async Task<DbTransaction> LockAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is SqliteConnection file)
        {
            // Immediate: the lock is taken now, not with the first write.
            return file.BeginTransaction(deferred: false);
        }

        DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            transaction,
            string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({PostgreSqlLock})"),
            cancellationToken);
        return transaction;
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT name, checksum FROM migration";
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, string> applied = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task RecordAsync(
        DbConnection connection,
        DbTransaction transaction,
        MigrationScript script,
        CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT INTO migration (name, checksum, applied_at) VALUES (@name, @checksum, CURRENT_TIMESTAMP)";
        Add(command, "@name", script.Name);
        Add(command, "@checksum", script.Checksum);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(DbCommand command, string name, string value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static async Task ExecuteAsync(
        DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The scripts of this program, and constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
