using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Bench;

/// <summary>
/// What the log costs above the store under it: messages through the writer, claimed, deduplicated and counted, with
/// 1,024 in flight, against the same rows inserted in the same batches and flushed as often, with nothing checked.
/// One operation is one message, durable.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 2, iterationCount: 5)]
[MemoryDiagnoser]
public class LogAppendBenchmark
{
    private const int Messages = 20_000;
    private const int Outstanding = 1_024;

    private TestFolder _folder = null!;
    private PostgresServer? _server;
    private ILogStore _store = null!;
    private LogWriter _writer = null!;
    private LogAppendLoad _load = null!;
    private LogAppendLoad _rawLoad = null!;
    private IRawStore _raw = null!;

    /// <summary>Where the log lies.</summary>
    [Params("sqlite", "postgresql")]
    public string Store { get; set; } = "";

    /// <summary>How many conversations the messages are spread over.</summary>
    [Params(64, 1_000)]
    public int Conversations { get; set; }

    /// <summary>Starts the store and opens the conversations.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _folder = TestFolder.Create("log-append");
        _server = Store == "postgresql" ? await PostgresServer.StartAsync() : null;
        _store = _server is null
            ? new SqliteLogStore(new SqliteLogOptions { Path = _folder.File("log.db") })
            : new PostgreSqlLogStore(new PostgreSqlLogOptions
            {
                ConnectionString = await _server.CreateDatabaseAsync("log"),
            });
        LogWriterOptions options = new() { HighWaterMarkPath = _folder.File("store.mark") };
        _writer = new LogWriter(
            _store, new SilentFanOut(), options, TimeProvider.System, NullLogger<LogWriter>.Instance);
        await _writer.StartAsync(CancellationToken.None);
        _load = new LogAppendLoad(Conversations);
        await _load.OpenAsync(_writer);
        _rawLoad = new LogAppendLoad(Conversations);
        _raw = _server is null
            ? await RawSqliteStore.OpenAsync(_folder.File("raw.db"))
            : await RawPostgreSqlStore.OpenAsync(await _server.CreateDatabaseAsync("raw"));
    }

    /// <summary>Stops everything.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _writer.DisposeAsync();
        await _store.DisposeAsync();
        await _raw.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>The store's limit.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void RawInsert()
    {
        List<FactRow> batch = new(512);
        for (int i = 1; i <= Messages; i++)
        {
            batch.Add(_rawLoad.NextFact(i));
            if (batch.Count == 512 || i == Messages)
            {
                _raw.Insert(batch);
                batch.Clear();
            }
        }
    }

    /// <summary>The log.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Append() => _load.PostAsync(_writer, Messages, Outstanding);
}
