using Npgsql;
using NpgsqlTypes;
using Spico.Silo.Professionals.Import;

namespace Spico.Silo.Professionals.Stores;

/// <summary>A draft in tables of its own, on a connection that holds the lock of imports.</summary>
internal sealed class PostgresDirectoryDraft : IDirectoryDraft
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBinaryImporter _rows;
    private readonly DraftBuilding _building;

    private PostgresDirectoryDraft(NpgsqlConnection connection, NpgsqlBinaryImporter rows)
    {
        _connection = connection;
        _rows = rows;
        _building = new DraftBuilding(connection, DirectorySchema.PostgreSql, hasInUse: true);
    }

    /// <summary>Begins on a connection that is the draft's from now on.</summary>
    public static async Task<PostgresDirectoryDraft> BeginAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // More than the default, for the sorts of this connection alone.
        await DirectorySql.RunAsync(connection, "SET maintenance_work_mem = '128MB'", cancellationToken);
        await DirectorySql.RunAsync(connection, "SET work_mem = '64MB'", cancellationToken);
        await DirectorySql.RunAsync(connection, DirectorySchema.PostgreSql.Create, cancellationToken);
        NpgsqlBinaryImporter rows = await connection.BeginBinaryImportAsync(
            $"""
            COPY {DirectorySchema.PostgreSql.RowTable} (line, person, national_id, name, sort_name, profession,
                specialty, mode, town, department, structure, structure_name, structure_sort, finess, siret)
            FROM STDIN (FORMAT BINARY)
            """,
            cancellationToken);
        return new PostgresDirectoryDraft(connection, rows);
    }

    public async ValueTask AddAsync(ExtractRow row)
    {
        await _rows.StartRowAsync();
        await _rows.WriteAsync(row.Line, NpgsqlDbType.Bigint);
        await _rows.WriteAsync(Bytes(row.Person), NpgsqlDbType.Bytea);
        await _rows.WriteAsync(row.NationalId, NpgsqlDbType.Text);
        await _rows.WriteAsync(row.Name, NpgsqlDbType.Text);
        await _rows.WriteAsync(row.SortName, NpgsqlDbType.Text);
        await _rows.WriteAsync(row.Profession, NpgsqlDbType.Integer);
        await _rows.WriteAsync(row.Specialty, NpgsqlDbType.Integer);
        await _rows.WriteAsync(row.Mode, NpgsqlDbType.Integer);
        await _rows.WriteAsync(row.Town, NpgsqlDbType.Integer);
        await _rows.WriteAsync(row.Department, NpgsqlDbType.Integer);
        if (row.Structure is { } structure)
        {
            await _rows.WriteAsync(Bytes(structure.Id), NpgsqlDbType.Bytea);
        }
        else
        {
            await _rows.WriteNullAsync();
        }

        await _rows.WriteAsync(row.Structure?.Name ?? "", NpgsqlDbType.Text);
        await _rows.WriteAsync(row.Structure?.SortName ?? "", NpgsqlDbType.Text);
        await _rows.WriteAsync(row.Structure?.Finess ?? "", NpgsqlDbType.Text);
        await _rows.WriteAsync(row.Structure?.Siret ?? "", NpgsqlDbType.Text);
    }

    public async Task<DraftCounts> BuildAsync(
        IEnumerable<Term> terms, Findings findings, CancellationToken cancellationToken)
    {
        await _rows.CompleteAsync(cancellationToken);
        await _rows.DisposeAsync();
        await DirectorySql.RunAsync(
            _connection, $"ANALYZE {DirectorySchema.PostgreSql.RowTable}", cancellationToken);
        return await _building.BuildAsync(terms, findings, cancellationToken);
    }

    public Task SealAsync(ImportRecord record, IReadOnlyList<Finding> findings, CancellationToken cancellationToken) =>
        _building.SealAsync(record, findings, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            // At once: the draft is put in use on the next connection.
            await DirectorySql.RunAsync(
                _connection, "SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }

        await _connection.DisposeAsync();
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
