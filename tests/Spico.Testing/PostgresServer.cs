using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Spico.Testing;

/// <summary>
/// A real PostgreSQL on a loopback port with a data folder of its own. Stopped, killed and restarted at will; it ends
/// with the test process at the latest.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> TheShared = new(() => StartAsync());
    private readonly PostgresOptions _options;
    private readonly TestFolder? _ownFolder;
    private readonly string _folder;
    private ChildProcess _process;
    private int _databases;

    private PostgresServer(
        PostgresOptions options, TestFolder? ownFolder, string folder, int port, ChildProcess process)
    {
        _options = options;
        _ownFolder = ownFolder;
        _folder = folder;
        Port = port;
        _process = process;
    }

    /// <summary>Where its data lies.</summary>
    public string DataFolder => _folder;

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; }

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the postmaster lives.</summary>
    public bool IsAlive => _process.IsAlive;

    /// <summary>The last lines of its log.</summary>
    public OutputTail Output => _process.Output;

    /// <summary>
    /// The one server of this test process, started at first use: give each test a database of its own. Not to be
    /// stopped or killed; tests that do so start their own.
    /// </summary>
    public static Task<PostgresServer> SharedAsync() => TheShared.Value;

    /// <summary>Creates a cluster of databases and starts it; it answers when this returns.</summary>
    public static async Task<PostgresServer> StartAsync(PostgresOptions? options = null)
    {
        options ??= new PostgresOptions();
        TestFolder? own = options.Folder is null ? TestFolder.Create("postgres") : null;
        string folder = Path.Combine(options.Folder ?? own!.Path, "pgdata");
        Directory.CreateDirectory(folder);
        // A folder of the caller's may be about to lose its power: what initdb made must be on the disk.
        string[] unflushed = options.Folder is null ? ["--no-sync"] : [];
        await PostgresPrograms.RunAsync(
            folder, "initdb", ["-D", folder, "-U", "spico", "-A", "trust", "-E", "UTF8", "--no-locale", .. unflushed]);
        while (true)
        {
            int port = FreePort.Next();
            ChildProcess process = Run(options, own, folder, port);
            var server = new PostgresServer(options, own, folder, port, process);
            if (await server.AnswersAsync())
            {
                return server;
            }

            await process.DisposeAsync();
            if (!process.Output.ToString().Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"PostgreSQL did not start:\n{process.Output}");
            }
        }
    }

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "spico",
        Database = database,
        Timeout = 5,
        MaxPoolSize = 20,
    }.ConnectionString;

    /// <summary>An empty database; returns how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(string name = "test")
    {
        string unique = string.Create(
            CultureInfo.InvariantCulture, $"{name}_{Interlocked.Increment(ref _databases)}_{Environment.ProcessId}");
        await using var connection = new NpgsqlConnection(Unpooled());
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{unique}\"";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(unique);
    }

    /// <summary>What <c>pg_dump</c> makes of a database.</summary>
    public Task<string> DumpAsync(string connectionString)
    {
        string database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        ProcessStartInfo start = PostgresPrograms.Start(
            DataFolder,
            "pg_dump",
            ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "spico", database]);
        return ChildProcess.RunAsync(start.FileName, [.. start.ArgumentList]);
    }

    /// <summary>Stops it: running transactions are rolled back, everything is flushed.</summary>
    public Task StopAsync() => EndAsync(Signal.Interrupt);

    /// <summary>Stops it at once, as a crash of the server would: recovery follows at the next start.</summary>
    public Task StopImmediatelyAsync() => EndAsync(Signal.Quit);

    /// <summary>Kills the postmaster; its workers notice and go too.</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Sends a signal to the postmaster.</summary>
    public void Send(Signal signal) => _process.Send(signal);

    /// <summary>Starts it again on the same port and data.</summary>
    public async Task RestartAsync()
    {
        if (_process.IsAlive)
        {
            await StopAsync();
        }

        await _process.DisposeAsync();
        // After a kill the workers may hold the data folder a moment longer: try until they are gone.
        await Eventually.IsTrue("the old PostgreSQL left its data folder", () => !HasLivingWorkers());
        _process = Run(_options, _ownFolder, _folder, Port);
        if (!await AnswersAsync())
        {
            throw new InvalidOperationException($"PostgreSQL did not start again:\n{_process.Output}");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process.IsAlive)
        {
            await StopImmediatelyAsync();
        }

        await _process.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private static ChildProcess Run(PostgresOptions options, TestFolder? own, string folder, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["shared_buffers"] = "64MB",
        };
        foreach ((string name, string value) in options.Settings)
        {
            settings[name] = value;
        }

        ProcessStartInfo start = PostgresPrograms.Start(
            folder, "postgres", ["-D", folder, .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })]);
        return ChildProcess.Start("PostgreSQL", start, Signal.Quit, own?.Path);
    }

    private async Task<bool> AnswersAsync()
    {
        bool ended = false;
        await Eventually.Becomes(
            $"PostgreSQL answers on port {Port}",
            async () =>
            {
                if (!_process.IsAlive)
                {
                    ended = true;
                    return true;
                }

                await using var connection = new NpgsqlConnection(Unpooled());
                await connection.OpenAsync();
                return true;
            },
            answers => answers,
            "a connection");
        return !ended;
    }

    private async Task EndAsync(Signal signal)
    {
        _process.Send(signal);
        await _process.ExitedAsync(Eventually.Patience);
    }

    private bool HasLivingWorkers() => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _) &&
                new FileInfo(Path.Combine(process, "cwd")).LinkTarget == _folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private string Unpooled() => ConnectionString() + ";Pooling=false";
}
