using System.Diagnostics;
using System.Globalization;
using Spico.Peers.Programs;

namespace Spico.Peers.Nats;

/// <summary>
/// NATS with JetStream: one stream on disk keeps all conversations, each a subject. Members subscribe to the subject
/// itself, which is the quickest that NATS can do, but not in one order; or each has a consumer of the stream.
/// </summary>
internal sealed class NatsPeer(bool isConsumer) : IPeer
{
    private const string Stream = "chat";

    private string _version = "";
    private PeerServer? _server;
    private NatsClient? _control;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        isConsumer ? "nats-consumers" : "nats",
        _version,
        "in the stream's file, not flushed (every two minutes)",
        IsStored: true,
        IsFlushed: false)
    {
        IsOneOrder = isConsumer,
    };

    public IReadOnlyList<int> ServerProcesses => _server is null ? [] : [_server.ProcessId];

    public IReadOnlyList<int> StoreProcesses => [];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        _version = $"nats-server {await Packages.Nats.VersionAsync()}";
        _server = await PeerServer.StartAsync("nats", (folder, port) => new ProcessStartInfo(
            Packages.Nats.RequiredPath,
            ["-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-js", "-sd", folder.Path]));
        _control = await NatsClient.ConnectAsync(_server.Port, "control", 0, null, null, cancellationToken);
        await _control.AskAsync(
            $"$JS.API.STREAM.CREATE.{Stream}",
            $"{{\"name\":\"{Stream}\",\"subjects\":[\"chat.*\"],\"storage\":\"file\",\"retention\":\"limits\"}}",
            cancellationToken);
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        int conversation = member / _plan!.MembersEach;
        string name = string.Create(CultureInfo.InvariantCulture, $"m{member}");
        string subject = NatsSession.SubjectOf(conversation);
        string delivered = isConsumer ? $"to.{name}" : subject;
        NatsClient client = await NatsClient.ConnectAsync(
            _server!.Port, name, conversation, receiver, delivered, cancellationToken);
        if (isConsumer)
        {
            string config = $"\"deliver_subject\":\"{delivered}\",\"deliver_policy\":\"new\",\"ack_policy\":\"none\"," +
                $"\"filter_subject\":\"{subject}\",\"mem_storage\":true";
            await client.AskAsync(
                $"$JS.API.CONSUMER.CREATE.{Stream}",
                $"{{\"stream_name\":\"{Stream}\",\"config\":{{{config}}}}}",
                cancellationToken);
        }

        return new NatsSession(client, conversation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
