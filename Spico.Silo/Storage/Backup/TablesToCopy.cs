using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>What of a PostgreSQL database a backup copies, asked of its catalogue.</summary>
internal static class TablesToCopy
{
    /// <summary>
    /// The tables with their columns. Left out are what the migrations make, who is running just now, and a draft of
    /// the directory, which is imported again.
    /// </summary>
    public static async Task<List<(string Table, string[] Columns)>> ListAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                AND c.relname NOT IN
                    ('migration', 'orleansquery', 'orleansmembershiptable', 'orleansmembershipversiontable')
                AND c.relname NOT LIKE 'draft\_%'
                AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            GROUP BY c.relname ORDER BY c.relname
            """,
            connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(string, string[])> tables = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1)));
        }

        return tables;
    }

    public static async Task<StoreIdentity?> IdentityAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "SELECT to_regclass('store') IS NULL", cancellationToken) is true)
        {
            return null;
        }

        await using NpgsqlCommand command = new("SELECT id, epoch, clock FROM store", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoreIdentity(reader.GetGuid(0), (uint)reader.GetInt64(1), reader.GetInt64(2))
            : null;
    }

    public static async Task<IReadOnlyList<string>> MigrationsAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (string[])(await ScalarAsync(
            connection, "SELECT array_agg(name ORDER BY name) FROM migration", cancellationToken))!;

    public static async Task<bool> HasRowsAsync(
        NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, $"SELECT EXISTS (SELECT FROM {Quoted(table)})", cancellationToken) is true;

    public static Task TruncateAsync(
        NpgsqlConnection connection, IEnumerable<string> tables, CancellationToken cancellationToken) =>
        ScalarAsync(connection, $"TRUNCATE {string.Join(", ", tables.Select(Quoted))}", cancellationToken);

    /// <summary>Numbers that the database hands out go on after the largest there is.</summary>
    public static Task ContinueNumbersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ScalarAsync(
            connection,
            "SELECT setval(pg_get_serial_sequence('consequence', 'id'), coalesce(max(id), 0) + 1) FROM consequence",
            cancellationToken);

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Quoted(string table, IEnumerable<string> columns) =>
        $"{Quoted(table)} ({string.Join(", ", columns.Select(Quoted))})";

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class, and names from the catalogue, quoted.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
