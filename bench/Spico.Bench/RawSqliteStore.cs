using Microsoft.Data.Sqlite;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Bench;

internal sealed class RawSqliteStore : IRawStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _commit;

    private RawSqliteStore(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _insert = new SqliteStatement(connection, "INSERT INTO fact VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _commit = new SqliteStatement(connection, "COMMIT");
    }

    public static async Task<IRawStore> OpenAsync(string path)
    {
        SqliteConnection connection = await SqliteFile.OpenAsync(
            SqliteFile.ConnectionString(path), CancellationToken.None);
        SqliteFile.Execute(
            connection,
            """
            PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000;
            CREATE TABLE fact (stream BLOB, seq INTEGER, ordinal INTEGER, author BLOB, at INTEGER, kind INTEGER,
                request_id BLOB, sealed BLOB);
            CREATE UNIQUE INDEX fact_stream_seq ON fact (stream, seq)
            """);
        return new RawSqliteStore(connection);
    }

    public void Insert(List<FactRow> facts)
    {
        _begin.Run();
        foreach (FactRow fact in facts)
        {
            _insert.Set(1, fact.Stream.Value).Set(2, fact.Seq).Set(3, fact.Ordinal).Set(4, fact.Author.Value)
                .Set(5, fact.At).Set(6, fact.Kind).Set(7, fact.Request!.Value.Value).Set(8, fact.Sealed).Run();
        }

        _commit.Run();
    }

    public async ValueTask DisposeAsync()
    {
        _begin.Dispose();
        _insert.Dispose();
        _commit.Dispose();
        await _connection.DisposeAsync();
    }
}
