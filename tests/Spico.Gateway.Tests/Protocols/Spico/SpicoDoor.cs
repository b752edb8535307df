using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spico.Gateway.Protocols.Spico;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Testing;
using SessionOptions = Spico.Gateway.Sessions.SessionOptions;

namespace Spico.Gateway.Tests.Protocols.Spico;

/// <summary>Both doors of our protocol on real sockets, in front of real sessions over a scripted log.</summary>
internal sealed class SpicoDoor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly Gate _gate;

    private SpicoDoor(WebApplication app, GatewayKit kit, Gate gate)
    {
        _app = app;
        _gate = gate;
        Kit = kit;
    }

    public GatewayKit Kit { get; }

    public Uri WebSocket { get; private set; } = null!;

    public IPEndPoint Tcp { get; private set; } = null!;

    public List<Session> Sessions => _gate.Sessions;

    public static async Task<SpicoDoor> OpenAsync(
        Action<SessionOptions>? limits = null, Action<SpicoProtocolOptions>? protocol = null)
    {
        var kit = new GatewayKit(configure: limits);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseSpicoTcp());
        });
        var gate = new Gate(kit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(kit.Limits));
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(
            new GatewayOptions { SweepInterval = TimeSpan.FromMilliseconds(10) }));
        builder.Services.AddSingleton<ISessionGate>(gate);
        builder.Services.AddSpicoProtocol(protocol);
        WebApplication app = builder.Build();
        var door = new SpicoDoor(app, kit, gate);
        app.MapSpicoWebSocket();
        await app.StartAsync();
        string[] addresses = [.. app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses];
        door.WebSocket = new UriBuilder(addresses[0]) { Scheme = "ws", Path = "/ws" }.Uri;
        door.Tcp = new IPEndPoint(IPAddress.Loopback, new Uri(addresses[1]).Port);
        return door;
    }

    public async Task<TcpPeer> ConnectTcpAsync(bool isSignedIn = true)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Tcp);
        var peer = new TcpPeer(socket);
        if (isSignedIn)
        {
            await peer.SendAsync("spico.v1.proto\n"u8.ToArray());
            await peer.SendAsync(new Frame { Hello = new Hello { AccessToken = "good" } });
            Assert.Equal(Frame.KindOneofCase.Welcome, (await peer.ReceiveAsync())!.KindCase);
        }

        return peer;
    }

    public async Task<WebSocketPeer> ConnectWebSocketAsync(IFrameCodec? codec = null, bool isSignedIn = true)
    {
        codec ??= FrameCodecs.Protobuf;
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(codec.Name);
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await socket.ConnectAsync(WebSocket, patience.Token);
        Assert.Equal(codec.Name, socket.SubProtocol);
        var peer = new WebSocketPeer(socket, codec);
        if (isSignedIn)
        {
            await peer.SendAsync(new Frame { Hello = new Hello { AccessToken = "good" } });
            Assert.Equal(Frame.KindOneofCase.Welcome, (await peer.ReceiveAsync())!.KindCase);
        }

        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private sealed class Gate(GatewayKit kit) : ISessionGate
    {
        public List<Session> Sessions { get; } = [];

        public ValueTask<SessionOpening> OpenAsync(SessionRequest request, CancellationToken cancellationToken)
        {
            if (request.Hello.AccessToken != "good")
            {
                return ValueTask.FromResult(SessionOpening.Refused(CloseCode.Unauthenticated, "Not accepted."));
            }

            Session session = kit.Open();
            lock (Sessions)
            {
                Sessions.Add(session);
            }

            return ValueTask.FromResult(SessionOpening.Opened(session));
        }
    }
}
