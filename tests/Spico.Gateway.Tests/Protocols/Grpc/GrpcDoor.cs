using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Protocols.Grpc;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;

namespace Spico.Gateway.Tests.Protocols.Grpc;

/// <summary>The gRPC door on a real HTTP/2 port, before a gate that is not real.</summary>
internal sealed class GrpcDoor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private GrpcDoor(WebApplication app)
    {
        _app = app;
        IFeatureCollection features = app.Services.GetRequiredService<IServer>().Features;
        Address = features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _channel = GrpcChannel.ForAddress(Address);
    }

    public FakeSessionGate Gate => (FakeSessionGate)_app.Services.GetRequiredService<ISessionGate>();

    public FakeTimeProvider Time => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public string Address { get; }

    public ChannelBase Channel => _channel;

    public ConversationService.ConversationServiceClient Conversations => new(_channel);

    public StreamService.StreamServiceClient Streams => new(_channel);

    public AccountService.AccountServiceClient Accounts => new(_channel);

    public static async Task<GrpcDoor> OpenAsync(
        string environment = "Production", Action<GrpcDoorOptions>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<ISessionGate, FakeSessionGate>();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        builder.Services.AddGrpcDoor(configure);
        WebApplication app = builder.Build();
        app.MapGrpcDoor();
        await app.StartAsync();
        return new GrpcDoor(app);
    }

    public static Metadata As(string token, string? device = null)
    {
        var metadata = new Metadata { { "authorization", $"Bearer {token}" } };
        if (device is not null)
        {
            metadata.Add("x-spico-device", device);
        }

        return metadata;
    }

    public FakeSession Session() => Gate.Opened.Single();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
