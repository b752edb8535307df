using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
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

    private protected override async Task RunSqlAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_database);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private protected override (string Id, string Number, string Text, string Bytes) Types =>
        ("uuid", "bigint", "text", "bytea");

    private protected override ILogStore NewStore() =>
        new PostgreSqlLogStore(new PostgreSqlLogOptions { ConnectionString = _database });

    [Fact]
    public async Task A_connection_that_breaks_under_the_writer_loses_nothing_that_was_acknowledged()
    {
        using TestFolder folder = TestFolder.Create("broken");
        RecordingFanOut fanOut = new();
        LogWriterOptions options = new() { HighWaterMarkPath = folder.File("store.mark") };
        await using LogWriter writer = new(
            Store, fanOut, options, TimeProvider.System, NullLogger<LogWriter>.Instance);
        await writer.StartAsync(TestContext.Current.CancellationToken);
        TestStream[] streams = [.. Enumerable.Range(0, 8).Select(_ => new TestStream())];
        int broken = 0;
        List<Append> durable = [];
        for (int round = 0; broken < 3; round++)
        {
            Assert.True(round < 200, "The connection was never cut.");
            Append[] appends = [.. streams.SelectMany(stream => Enumerable.Range(0, 50)
                .Select(_ => stream.Head == 0 ? stream.Open() : stream.Post()))];
            Array.ForEach(appends, writer.Append);
            await RunSqlAsync(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'spico log writer%'
                """);
            AppendOutcome[] outcomes = await Task.WhenAll(appends.Select(append => append.Outcome.Task));
            durable.AddRange(appends.Zip(outcomes)
                .Where(one => one.Second == AppendOutcome.Durable).Select(one => one.First));
            broken += outcomes.All(outcome => outcome == AppendOutcome.Durable) ? 0 : 1;
            foreach (TestStream stream in streams)
            {
                StreamRow? row = await Store.ReadStreamAsync(stream.Id);
                stream.Begin(row?.Head ?? 0, row?.Ordinal ?? 0);
            }
        }

        foreach (TestStream stream in streams)
        {
            List<FactRow> facts = await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100_000);
            Assert.Equal(Enumerable.Range(1, facts.Count).Select(seq => (long)seq), Seqs(facts));
            Assert.Equal(
                durable.Where(append => append.Stream == stream.Id).Select(append => append.Facts[0].Sealed),
                facts.Select(fact => fact.Sealed));
        }

        Assert.Equal(durable.Count, fanOut.Committed.Count);
    }
}
