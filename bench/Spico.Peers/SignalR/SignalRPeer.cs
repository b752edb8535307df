using Npgsql;
using Spico.Peers.Programs;
using Spico.Testing;

namespace Spico.Peers.SignalR;

/// <summary>
/// A SignalR hub that inserts every message before it sends it to the conversation's group; or does not, without a
/// store.
/// </summary>
internal sealed class SignalRPeer(Store? store) : IPeer
{
    private readonly string _name = store switch
    {
        Store.Sqlite => "signalr-sqlite",
        Store.PostgreSql => "signalr-postgres",
        _ => "signalr",
    };
    private string _version = $".NET {Environment.Version}";
    private TestFolder? _folder;
    private PostgresServer? _postgres;
    private PeerHost? _host;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        _name,
        _version,
        store is null
            ? "handed to every connection; nothing is stored"
            : "inserted in a transaction of its own, flushed, and handed to every connection",
        IsStored: store is not null,
        IsFlushed: store is not null);

    public IReadOnlyList<int> ServerProcesses => _host is null ? [] : [_host.ProcessId];

    public IReadOnlyList<int> StoreProcesses => _postgres is null ? [] : [_postgres.ProcessId];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        switch (store)
        {
            case Store.Sqlite:
                _folder = TestFolder.Create(_name);
                _host = await PeerHost.StartAsync(_name, _folder.File("chat.db"));
                _version += ", SQLite";
                break;
            case Store.PostgreSql:
                await StartOnPostgresAsync(cancellationToken);
                break;
            default:
                _host = await PeerHost.StartAsync(_name);
                break;
        }
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken) =>
        await SignalRSession.ConnectAsync(
            _host!.Port, member / _plan!.MembersEach, member, receiver, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private async Task StartOnPostgresAsync(CancellationToken cancellationToken)
    {
        _postgres = await PostgresServer.StartAsync();
        NpgsqlConnectionStringBuilder connection = new(await _postgres.CreateDatabaseAsync("chat"))
        {
            MaxPoolSize = 100,
            MaxAutoPrepare = 20,
        };
        _host = await PeerHost.StartAsync(_name, connection.ConnectionString);
        await using NpgsqlConnection asking = new(connection.ConnectionString + ";Pooling=false");
        await asking.OpenAsync(cancellationToken);
        _version += $", PostgreSQL {asking.PostgreSqlVersion}";
    }
}
