using System.Diagnostics;
using System.Globalization;
using Spico.Peers.Programs;
using Spico.Testing;

namespace Spico.Peers.Mosquitto;

/// <summary>Mosquitto with a topic for each conversation; persistence as Debian ships it.</summary>
internal sealed class MosquittoPeer : IPeer
{
    private string _version = "";
    private PeerServer? _server;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        "mosquitto",
        _version,
        "in the broker's memory (written every 30 minutes) until every member has it; no history",
        IsStored: false,
        IsFlushed: false);

    public IReadOnlyList<int> ServerProcesses => _server is null ? [] : [_server.ProcessId];

    public IReadOnlyList<int> StoreProcesses => [];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        _version = $"mosquitto {await Packages.Mosquitto.VersionAsync()}";
        _server = await PeerServer.StartAsync("mosquitto", Prepare);
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken) =>
        await MqttSession.ConnectAsync(
            _server!.Port, member / _plan!.MembersEach, member, receiver, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    // Beside what is shipped: no queue drops a message (1,000 a member would be kept), and no packet waits for another.
    private static ProcessStartInfo Prepare(TestFolder folder, int port)
    {
        string file = folder.File("mosquitto.conf");
        File.WriteAllText(file, string.Create(
            CultureInfo.InvariantCulture,
            $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            user root
            persistence true
            persistence_location {folder.Path}/
            max_queued_messages 0
            set_tcp_nodelay true

            """));
        return new ProcessStartInfo(Packages.Mosquitto.RequiredPath, ["-c", file]);
    }
}
