using System.Diagnostics;
using System.Globalization;
using Spico.Peers.Programs;

namespace Spico.Peers.Nats;

/// <summary>
/// NATS with JetStream, each conversation a subject. Members subscribe to the subject itself, and one stream on disk
/// keeps all conversations: the quickest that NATS can do, but not in one order. Or each conversation has a stream,
/// and each member a consumer of it: twice as quick as consumers of one stream for all.
/// </summary>
internal sealed class NatsPeer(bool isConsumer) : IPeer
{
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
        foreach ((string stream, string subjects) in Streams(plan))
        {
            await _control.AskAsync(
                $"$JS.API.STREAM.CREATE.{stream}",
                $"{{\"name\":\"{stream}\",\"subjects\":[\"{subjects}\"],\"storage\":\"file\"}}",
                cancellationToken);
        }
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
            string stream = StreamOf(conversation);
            string config = $"\"deliver_subject\":\"{delivered}\",\"deliver_policy\":\"new\",\"ack_policy\":\"none\"," +
                "\"mem_storage\":true";
            await client.AskAsync(
                $"$JS.API.CONSUMER.CREATE.{stream}",
                $"{{\"stream_name\":\"{stream}\",\"config\":{{{config}}}}}",
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

    private static string StreamOf(int conversation) =>
        string.Create(CultureInfo.InvariantCulture, $"chat-{conversation}");

    private IEnumerable<(string Stream, string Subjects)> Streams(PeerPlan plan) => isConsumer
        ? Enumerable.Range(0, plan.Conversations)
            .Select(conversation => (StreamOf(conversation), NatsSession.SubjectOf(conversation)))
        : [("chat", "chat.*")];
}
