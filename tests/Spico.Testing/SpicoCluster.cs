using System.Globalization;
using Npgsql;

namespace Spico.Testing;

/// <summary>Two silos and a gateway as separate processes, on a PostgreSQL and a Redis of their own.</summary>
public sealed class SpicoCluster : IAsyncDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("cluster");
    private readonly List<SpicoNode> _silos = [];
    private SpicoNode? _gateway;
    private string _database = "";

    private SpicoCluster(PostgresServer postgres, RedisServer redis)
    {
        Postgres = postgres;
        Redis = redis;
    }

    /// <summary>The store; this cluster's own.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>What may be lost; this cluster's own.</summary>
    public RedisServer Redis { get; }

    /// <summary>The silos.</summary>
    public IReadOnlyList<SpicoNode> Silos => _silos;

    /// <summary>The gateway.</summary>
    public SpicoNode Gateway => _gateway!;

    /// <summary>Tokens that the cluster accepts.</summary>
    public TestTokens Tokens => TestTokens.FromKeys(_folder.File("keys"));

    /// <summary>Starts all of it.</summary>
    /// <param name="settings">Settings of every process, beside those of the harness.</param>
    public static async Task<SpicoCluster> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        Task<PostgresServer> postgres = PostgresServer.StartAsync();
        var cluster = new SpicoCluster(await postgres, await RedisServer.StartAsync());
        try
        {
            await cluster.StartProcessesAsync(settings ?? new Dictionary<string, string>());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the silos have declared one of them dead, as their membership table has it.</summary>
    public async Task EvictsAsync()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(_database);
        await Eventually.Becomes(
            "a silo is declared dead",
            async () =>
            {
                await using NpgsqlCommand command =
                    database.CreateCommand("SELECT count(*) FROM orleansmembershiptable WHERE status = 6");
                return (long)(await command.ExecuteScalarAsync())!;
            },
            dead => dead > 0,
            "a row of status 6");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (SpicoNode silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartProcessesAsync(IReadOnlyDictionary<string, string> settings)
    {
        _database = await Postgres.CreateDatabaseAsync("cluster");
        for (int number = 1; number <= 2; number++)
        {
            _silos.Add(await SpicoNode.StartAsync(Options($"silo {number}", NodeRole.Silo, number)));
        }

        _gateway = await SpicoNode.StartAsync(Options("gateway", NodeRole.Gateway, 3));

        SpicoNodeOptions Options(string name, NodeRole role, int number) => new()
        {
            Name = name,
            Role = role,
            Store = Store.PostgreSql,
            ConnectionString = _database,
            Redis = Redis.Configuration,
            DataFolder = _folder.File(number.ToString(CultureInfo.InvariantCulture)),
            KeysFolder = _folder.File("keys"),
            Settings = settings,
        };
    }
}
