using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Streams;

/// <summary>
/// One store, and silos on it as far as streams are concerned: each with a writer of its own, without Orleans.
/// </summary>
internal sealed class Region : IAsyncDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("region");
    private readonly List<Site> _sites = [];
    private MasterKey? _masterKey;

    public MemorySnapshots Snapshots { get; } = new();

    public StreamOptions Options { get; } = new();

    /// <summary>Starts a silo.</summary>
    public async Task<Site> StartAsync()
    {
        _masterKey ??= MasterKey.Load(_folder.File("master.key"), createWhenAbsent: true);
        var site = new Site(_folder, _masterKey, Snapshots, Options);
        _sites.Add(site);
        await site.Writer.StartAsync(CancellationToken.None);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Site site in _sites)
        {
            site.Store.OnCommit = null;
            await site.Writer.DisposeAsync();
            await site.Store.DisposeAsync();
        }

        _masterKey?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A silo.</summary>
    internal sealed class Site
    {
        public Site(TestFolder folder, MasterKey masterKey, MemorySnapshots snapshots, StreamOptions options)
        {
            IOptions<StreamOptions> wrapped = Microsoft.Extensions.Options.Options.Create(options);
            Store = new FaultyStore(new SqliteLogStore(new SqliteLogOptions { Path = folder.File("log.db") }));
            var moved = new MovedConversations(wrapped, TimeProvider.System);
            FanOut = new FanOut(wrapped, new LocalGateway(), moved, NullLogger<FanOut>.Instance);
            Writer = new LogWriter(
                Store,
                FanOut,
                new LogWriterOptions { HighWaterMarkPath = folder.File($"mark-{Guid.NewGuid():N}") },
                TimeProvider.System,
                NullLogger<LogWriter>.Instance);
            var storage = new StreamStorage(
                Writer,
                Store,
                masterKey,
                new SnapshotStorage(snapshots, NullLogger<SnapshotStorage>.Instance),
                new NewestFacts());
            // Never started: what follows elsewhere is not what is looked at here.
            var consequences = new Consequences(
                null!, Store, Writer, wrapped, TimeProvider.System, NullLogger<Consequences>.Instance);
            Services = new StreamServices(
                storage, FanOut, consequences, wrapped, TimeProvider.System, NullLoggerFactory.Instance);
        }

        public FaultyStore Store { get; }

        public FanOut FanOut { get; }

        public LogWriter Writer { get; }

        public StreamServices Services { get; }
    }
}
