using System.Diagnostics;
using System.Globalization;
using RabbitMQ.Client;
using Spico.Peers.Programs;
using Spico.Testing;

namespace Spico.Peers.RabbitMq;

/// <summary>
/// RabbitMQ: what is posted to a conversation goes to its fanout exchange, from there into a quorum queue that keeps
/// it and into the queue of each member. The broker confirms when all of them have it.
/// </summary>
internal sealed class RabbitMqPeer : IPeer
{
    private string _version = "";
    private PeerServer? _epmd;
    private PeerServer? _server;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        "rabbitmq", _version, "in the conversation's quorum queue, flushed, and in every member's queue", true, true)
    {
        IsOneOrder = false,
    };

    public IReadOnlyList<int> ServerProcesses => _server is null ? [] : [_server.ProcessId];

    public IReadOnlyList<int> StoreProcesses => [];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        _version = $"rabbitmq-server {await Packages.RabbitMq.VersionAsync()}";
        _epmd = await Epmd.StartAsync();
        _server = await PeerServer.StartAsync("rabbitmq", Prepare);
        await using IConnection connection = await ConnectAsync(cancellationToken);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        Dictionary<string, object?> quorum = new() { ["x-queue-type"] = "quorum" };
        for (int conversation = 0; conversation < plan.Conversations; conversation++)
        {
            string exchange = RabbitMqSession.ExchangeOf(conversation);
            await channel.ExchangeDeclareAsync(
                exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(
                exchange, durable: true, exclusive: false, autoDelete: false, quorum,
                cancellationToken: cancellationToken);
            await channel.QueueBindAsync(exchange, exchange, "", cancellationToken: cancellationToken);
        }
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken) =>
        await RabbitMqSession.OpenAsync(
            await ConnectAsync(cancellationToken), member / _plan!.MembersEach, receiver, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = _server!.Port,
        AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync(cancellationToken);

    private ProcessStartInfo Prepare(TestFolder folder, int port)
    {
        ProcessStartInfo start = new(Packages.RabbitMq.RequiredPath) { WorkingDirectory = folder.Path };
        Dictionary<string, string> settings = new()
        {
            ["HOME"] = folder.Path,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(_epmd!.Port),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_CONFIG_FILE"] = folder.File("rabbitmq"),
            ["RABBITMQ_DIST_PORT"] = Text(FreePort.Next()),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = folder.File("plugins"),
            ["RABBITMQ_LOG_BASE"] = folder.File("log"),
            ["RABBITMQ_MNESIA_BASE"] = folder.File("data"),
            ["RABBITMQ_NODENAME"] = $"peer{Text(port)}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(port),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            // The script becomes the broker, instead of its parent that would leave it behind.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
