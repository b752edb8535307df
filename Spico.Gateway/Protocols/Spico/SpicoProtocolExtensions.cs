using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Settings;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Plugs our own protocol in, over WebSocket and TCP.</summary>
public static class SpicoProtocolExtensions
{
    /// <summary>Adds what both transports need. Wants the gateway in the same services.</summary>
    public static IServiceCollection AddSpicoProtocol(
        this IServiceCollection services, Action<SpicoProtocolOptions>? configure = null)
    {
        services.AddOptions<SpicoProtocolOptions>().BindConfiguration("Spico:Protocol")
            .Configure(options => configure?.Invoke(options))
            .ValidateRanges("Spico:Protocol");
        services.AddSingleton<FrameConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<FrameConnections>());
        services.AddSingleton<FrameConnectionServices>();
        services.AddSingleton<SpicoTcpHandler>();
        services.AddSingleton<SpicoWebSocketHandler>();
        return services;
    }

    /// <summary>
    /// Serves the protocol over WebSocket at a path of an HTTP/1.1 listener. The listener's own limits on connections
    /// and upgraded connections are left alone: the session limits are the ones that count.
    /// </summary>
    public static IEndpointConventionBuilder MapSpicoWebSocket(
        this IEndpointRouteBuilder endpoints, string pattern = "/ws") =>
        endpoints.MapGet(
            pattern, endpoints.ServiceProvider.GetRequiredService<SpicoWebSocketHandler>().HandleAsync);

    /// <summary>
    /// Makes a Kestrel listener speak the protocol over TCP; add TLS before it with <c>UseHttps</c>.
    /// </summary>
    public static ListenOptions UseSpicoTcp(this ListenOptions listener)
    {
        listener.UseConnectionHandler<SpicoTcpHandler>();
        return listener;
    }
}
