using Microsoft.Data.Sqlite;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Storage.Sqlite;

namespace Spico.Silo.Professionals.Stores;

/// <summary>A draft in a SQLite file of its own, without a journal: what a crash leaves is thrown away.</summary>
internal sealed class SqliteDirectoryDraft : IDirectoryDraft
{
    private readonly FileStream _alone;
    private readonly SqliteConnection _connection;
    private readonly DraftBuilding _building;
    private readonly SqliteStatement _insert;

    public SqliteDirectoryDraft(FileStream alone, string draftFile, string? fileInUse)
    {
        _alone = alone;
        _connection = new SqliteConnection(SqliteFile.ConnectionString(draftFile));
        _connection.Open();
        SqliteFile.Execute(
            _connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
        SqliteFile.Execute(_connection, DirectorySchema.Sqlite.Create);
        if (fileInUse is not null)
        {
            using SqliteCommand attach = SqliteFile.Command(_connection, "ATTACH $file AS in_use");
            attach.Parameters.AddWithValue("$file", fileInUse);
            attach.ExecuteNonQuery();
        }

        _building = new DraftBuilding(_connection, DirectorySchema.Sqlite, fileInUse is not null);
        SqliteFile.Execute(_connection, "BEGIN");
        _insert = new SqliteStatement(
            _connection,
            $"""
            INSERT INTO {DirectorySchema.Sqlite.RowTable} (line, person, national_id, name, sort_name, profession,
                specialty, mode, town, department, structure, structure_name, structure_sort, finess, siret)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """);
    }

    public ValueTask AddAsync(ExtractRow row)
    {
        _insert.Set(1, row.Line).Set(2, row.Person).Set(3, row.NationalId).Set(4, row.Name).Set(5, row.SortName)
            .Set(6, row.Profession).Set(7, row.Specialty).Set(8, row.Mode).Set(9, row.Town).Set(10, row.Department);
        if (row.Structure is { } structure)
        {
            _insert.Set(11, structure.Id).Set(12, structure.Name).Set(13, structure.SortName)
                .Set(14, structure.Finess).Set(15, structure.Siret);
        }
        else
        {
            _insert.SetNull(11).Set(12, "").Set(13, "").Set(14, "").Set(15, "");
        }

        _insert.Run();
        return ValueTask.CompletedTask;
    }

    public Task<DraftCounts> BuildAsync(
        IEnumerable<Term> terms, Findings findings, CancellationToken cancellationToken)
    {
        _insert.Dispose();
        SqliteFile.Execute(_connection, "COMMIT");
        return _building.BuildAsync(terms, findings, cancellationToken);
    }

    public async Task SealAsync(
        ImportRecord record, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        await _building.SealAsync(record, findings, cancellationToken);
        SqliteFile.Execute(_connection, $"PRAGMA user_version = {SqliteDirectoryStore.Layout}");
    }

    public async ValueTask DisposeAsync()
    {
        _insert.Dispose();
        await _connection.DisposeAsync();
        await _alone.DisposeAsync();
    }
}
