using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Spico.Peers.Programs;
using Spico.Testing;

namespace Spico.Peers.Ejabberd;

/// <summary>ejabberd with a room for each conversation, whose archive is a table of PostgreSQL.</summary>
internal sealed class EjabberdPeer : IPeer
{
    private const string Schema = "/usr/share/ejabberd/sql/pg.sql";

    private string _version = "";
    private PostgresServer? _postgres;
    private PeerServer? _server;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        "ejabberd", _version, "inserted into PostgreSQL, flushed, and on its way to every member", true, true);

    public IReadOnlyList<int> ServerProcesses => _server is null ? [] : [_server.ProcessId];

    public IReadOnlyList<int> StoreProcesses => _postgres is null ? [] : [_postgres.ProcessId];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        _postgres = await PostgresServer.StartAsync();
        NpgsqlConnectionStringBuilder connection = new(await _postgres.CreateDatabaseAsync("ejabberd"))
        {
            Pooling = false,
        };
        await using NpgsqlConnection schema = new(connection.ConnectionString);
        await schema.OpenAsync(cancellationToken);
        await using NpgsqlCommand create = new(await File.ReadAllTextAsync(Schema, cancellationToken), schema);
        await create.ExecuteNonQueryAsync(cancellationToken);
        _version = $"ejabberd {await Packages.Ejabberd.VersionAsync()}, PostgreSQL {schema.PostgreSqlVersion}";
        _server = await PeerServer.StartAsync(
            "ejabberd", (folder, port) => Prepare(folder, port, connection));
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken) =>
        await XmppSession.ConnectAsync(
            _server!.Port, member / _plan!.MembersEach, member, receiver, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private static ProcessStartInfo Prepare(TestFolder folder, int port, NpgsqlConnectionStringBuilder database)
    {
        string settings = folder.File("ejabberd.yml");
        File.WriteAllText(settings, Settings(port, database));
        // As ejabberdctl does it, without a name for clusters: so no port mapper of Erlang is started.
        ProcessStartInfo start = new(
            "erl",
            [
                "-noinput", "-noshell", "+K", "true", "+P", "250000",
                "-mnesia", "dir", $"\"{folder.File("mnesia")}\"",
                "-s", "ejabberd",
            ])
        {
            WorkingDirectory = folder.Path,
        };
        start.Environment["HOME"] = folder.Path;
        start.Environment["ERL_LIBS"] = "/usr/lib/x86_64-linux-gnu";
        start.Environment["ERL_MAX_PORTS"] = "32000";
        start.Environment["EJABBERD_CONFIG_PATH"] = settings;
        start.Environment["EJABBERD_LOG_PATH"] = folder.File("ejabberd.log");
        return start;
    }

    // Nothing is slowed down, and nobody hears who comes and goes: that would be a million presences in a big room.
    private static string Settings(int port, NpgsqlConnectionStringBuilder database) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        hosts: [localhost]
        loglevel: warning
        listen:
          - port: {port}
            ip: "127.0.0.1"
            module: ejabberd_c2s
            starttls: false
            shaper: none
            access: all
            backlog: 1024
        auth_method: [anonymous]
        anonymous_protocol: sasl_anon
        sql_type: pgsql
        sql_server: 127.0.0.1
        sql_port: {database.Port}
        sql_database: {database.Database}
        sql_username: {database.Username}
        sql_password: ""
        modules:
          mod_mam:
            db_type: sql
            default: never
            request_activates_archiving: true
          mod_muc:
            access: all
            access_create: all
            max_users: 5000
            history_size: 0
            default_room_options:
              max_users: 5000
              mam: true
              presence_broadcast: []

        """);
}
