using Spico.Peers.Programs;

namespace Spico.Peers.Kestrel;

/// <summary>The least that broadcasts, in .NET: nothing is checked, numbered or stored.</summary>
internal sealed class KestrelPeer(bool isWebSocket) : IPeer
{
    private readonly string _name = isWebSocket ? "kestrel-websocket" : "kestrel-tcp";
    private PeerHost? _host;
    private PeerPlan? _plan;

    public PeerCard Card => new(
        _name, $".NET {Environment.Version}", "queued for every connection; nothing is stored", false, false);

    public IReadOnlyList<int> ServerProcesses => _host is null ? [] : [_host.ProcessId];

    public IReadOnlyList<int> StoreProcesses => [];

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        _host = await PeerHost.StartAsync(_name);
    }

    public async Task<IPeerSession> ConnectAsync(
        int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        int conversation = member / _plan!.MembersEach;
        return isWebSocket
            ? await WebSocketRoomSession.ConnectAsync(_host!.Port, conversation, receiver, cancellationToken)
            : await RoomSession.ConnectAsync(_host!.Port, conversation, receiver, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
