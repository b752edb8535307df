using Microsoft.Data.Sqlite;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public sealed class SqliteLogStoreTests : LogStoreConformance
{
    private TestFolder? _folder;

    protected override Task PrepareAsync()
    {
        _folder = TestFolder.Create("sqlite-log");
        return Task.CompletedTask;
    }

    protected override Task CleanUpAsync()
    {
        _folder?.Dispose();
        return Task.CompletedTask;
    }

    private protected override async Task RunSqlAsync(string sql)
    {
        await using SqliteConnection connection = await SqliteFile.OpenAsync(
            SqliteFile.ConnectionString(_folder!.File("log.db")), TestContext.Current.CancellationToken);
        SqliteFile.Execute(connection, sql);
    }

    private protected override (string Id, string Number, string Text, string Bytes) Types =>
        ("BLOB", "INTEGER", "TEXT", "BLOB");

    private protected override ILogStore NewStore() =>
        new SqliteLogStore(new SqliteLogOptions { Path = Path.Combine(_folder!.Path, "log.db") });
}
