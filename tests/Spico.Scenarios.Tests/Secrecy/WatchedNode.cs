using Spico.Testing;

namespace Spico.Scenarios.Tests.Secrecy;

/// <summary>
/// A server of the test's own that logs everything Spico can log, to a file; what it stored can be looked at as a
/// thief would.
/// </summary>
internal sealed class WatchedNode : IAsyncDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("watched");
    private readonly PostgresServer? _postgres;
    private readonly string? _database;

    private WatchedNode(PostgresServer? postgres, string? database)
    {
        _postgres = postgres;
        _database = database;
    }

    public SpicoNode Node { get; private set; } = null!;

    /// <summary>Everything the server wrote on standard output and error.</summary>
    public string Log => _folder.File("server.log");

    public static async Task<WatchedNode> StartAsync(Store store)
    {
        PostgresServer? postgres = store == Store.PostgreSql ? await PostgresServer.StartAsync() : null;
        string? database = postgres is null ? null : await postgres.CreateDatabaseAsync("secrets");
        var watched = new WatchedNode(postgres, database);

        // The harness keeps the last lines only; this keeps all of them, and the process id stays the server's.
        string program = watched._folder.File("spico");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\nexec \"{SpicoNode.Executable()}\" \"$@\" >>\"{watched.Log}\" 2>&1\n");
        await ChildProcess.RunAsync("chmod", "+x", program);
        watched.Node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Name = $"watched spico on {store}",
            Executable = program,
            Store = store,
            ConnectionString = database,
            DataFolder = watched._folder.File("data"),
            KeysFolder = watched._folder.File("keys"),
            Settings = new Dictionary<string, string>
            {
                ["Logging:LogLevel:Spico"] = "Trace",
                ["Logging:LogLevel:Orleans"] = "Information",
                ["Spico:Limits:Profile"] = "load",
                ["Spico:Streams:SnapshotFacts"] = "10",
                ["Spico:Search:UnindexedMax"] = "0",
                ["Spico:Streams:SnapshotFactsWhenIdle"] = "1",
            },
        });
        return watched;
    }

    /// <summary>
    /// Kills the server and gives the files a thief would take: the data folder with all that is still in write-ahead
    /// logs, and a dump of the database where there is one.
    /// </summary>
    public async Task<IReadOnlyList<string>> StealAsync()
    {
        await Node.KillAsync();
        List<string> files = [.. FilesOf(Node.DataFolder)];
        if (_postgres is not null)
        {
            string dump = _folder.File("dump.sql");
            await File.WriteAllTextAsync(dump, await _postgres.DumpAsync(_database!));
            await _postgres.StopAsync();
            files.Add(dump);
            files.AddRange(FilesOf(_postgres.DataFolder));
        }

        return files;
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
        {
            await Node.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        : [];
}
