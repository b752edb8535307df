using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public sealed class PostgreSqlLogStoreTests : LogStoreConformance
{
    private string _database = "";

    protected override async Task PrepareAsync() =>
        _database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("log");

    protected override Task CleanUpAsync() => Task.CompletedTask;

    private protected override ILogStore NewStore() =>
        new PostgreSqlLogStore(new PostgreSqlLogOptions { ConnectionString = _database });
}
