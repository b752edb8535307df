using System.Diagnostics;
using Npgsql;
using Spico.Client;
using Spico.Protocol;
using Spico.Testing;

namespace Spico.Load.Targets;

/// <summary>The server under load: one of our own, started and perhaps killed by us, or any that runs.</summary>
internal sealed class LoadTarget : IAsyncDisposable
{
    /// <summary>The settings of servers of our own: limits on people lifted, no line a session in the log.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Spico:Limits:Profile"] = "load",
        ["Spico:Limits:SessionsMax"] = "30000",
        ["Spico:Directory:SearchesPerMinute"] = "0",
        ["Spico:Directory:EntriesPerDay"] = "0",
        ["Spico:Search:SearchesPerMinute"] = "0",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private readonly TargetOptions _options;
    private readonly SpicoNode? _node;
    private readonly PostgresServer? _postgres;
    private readonly string? _connection;
    private readonly TestTokens _tokens;
    private int _next;

    private LoadTarget(
        TargetOptions options, SpicoNode? node, PostgresServer? postgres, string? connection, TestTokens tokens)
    {
        _options = options;
        _node = node;
        _postgres = postgres;
        _connection = connection;
        _tokens = tokens;
    }

    /// <summary>Whether we started it, hence may kill it and look at its process.</summary>
    public bool IsOwn => _node is not null;

    /// <summary>The server's process, when it is ours.</summary>
    public Process? Process =>
        _node is { IsAlive: true } ? System.Diagnostics.Process.GetProcessById(_node.ProcessId) : null;

    /// <summary>The server's processes, when they are ours.</summary>
    public IReadOnlyList<int> ServerProcesses =>
        _node is { IsAlive: true } ? [_node.ProcessId] : _options.ServerProcesses;

    /// <summary>The store's processes, when they are ours.</summary>
    public IReadOnlyList<int> StoreProcesses => _postgres is not null ? [_postgres.ProcessId] : _options.StoreProcesses;

    /// <summary>How to reach the PostgreSQL of our own, if there is one.</summary>
    public string? OwnPostgres => _postgres?.ConnectionString();

    public static async Task<LoadTarget> StartAsync(TargetOptions options)
    {
        if (options.Servers.Count > 0)
        {
            string keys = options.KeysFolder
                ?? throw new ArgumentException("With --server, --keys names the folder of the server's issuer.key.");
            return new LoadTarget(options, null, null, null, TestTokens.FromKeys(keys));
        }

        PostgresServer? postgres = null;
        try
        {
            string? connection = options.Connection;
            if (options.Store == Store.PostgreSql && connection is null)
            {
                postgres = await PostgresServer.StartAsync();
                connection = await postgres.CreateDatabaseAsync("load");
            }

            SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
            {
                Store = options.Store,
                ConnectionString = connection,
                DataFolder = options.DataFolder,
                Settings = Settings,
            });
            return new LoadTarget(options, node, postgres, connection, node.Tokens);
        }
        catch
        {
            if (postgres is not null)
            {
                await postgres.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>A client's options for a person; servers take turns.</summary>
    public SpicoClientOptions OptionsFor(PersonId person, string name, bool isAdministrator = false) =>
        OptionsFor(person, name, null, isAdministrator);

    /// <summary>A client's options for a person whose facts go to a handler.</summary>
    public SpicoClientOptions OptionsFor(
        PersonId person,
        string name,
        IPushHandler? handler,
        bool isAdministrator = false) => new()
        {
            Door = _options.Door,
            Codec = _options.Codec,
            Endpoint = Endpoint(),
            Files = _node?.Doors.Http is { } http ? new Uri(http) : null,
            Credential = Credential.Token(_tokens.For(person, name, TokenLifetime, isAdministrator)),
            Client = "spico-load",
            ConnectTimeout = TimeSpan.FromSeconds(30),
            ConnectDeadline = TimeSpan.FromSeconds(60),
            CommandDeadline = TimeSpan.FromSeconds(90),
            PushHandler = handler,
        };

    /// <summary>A verb of the executable, with the settings of a server of our own.</summary>
    public ProcessStartInfo Verb(params string[] arguments) => _node?.Verb(arguments)
        ?? throw new InvalidOperationException("Only a server of our own: leave out --server.");

    /// <summary>
    /// Has a PostgreSQL of our own do at once what much writing leaves it to do later: what is measured next would pay
    /// for what was filled before.
    /// </summary>
    public async Task RestStoreAsync(CancellationToken cancellationToken)
    {
        if (_postgres is null)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        foreach (string order in new[] { "VACUUM ANALYZE", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(order, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>kill -9, and a new start on the same data and ports.</summary>
    public async Task KillAndRestartAsync()
    {
        await _node!.KillAsync();
        await _node.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private Uri Endpoint()
    {
        if (_options.Servers.Count > 0)
        {
            return _options.Servers[Interlocked.Increment(ref _next) % _options.Servers.Count];
        }

        NodeDoors doors = _node!.Doors;
        return _options.Door switch
        {
            Door.Tcp => new Uri($"tcp://{doors.Tcp}"),
            Door.Grpc => new Uri(doors.Grpc!),
            _ => doors.WebSocket,
        };
    }
}
