using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// Our own protocol over WebSocket: checks the handshake, then takes the connection over from Kestrel as bytes.
/// </summary>
internal sealed class SpicoWebSocketHandler(FrameConnectionServices services)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (WebSocketHandshake.Check(context, services.Options, out IFrameCodec? codec) is { } refusal)
        {
            await refusal.WriteAsync(context.Response);
            return;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        if (services.Connections.TryTake(address) is { } goodbye)
        {
            await HandshakeRefusal.Overloaded(goodbye).WriteAsync(context.Response);
            return;
        }

        try
        {
            WebSocketHandshake.Accept(context, codec!);
            if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            {
                // The outbox and the heartbeat say what too slow is.
                rate.MinDataRate = null;
            }

            await using Stream upgraded = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();

            // From here on the connection is ours. The upgraded stream would copy everything through two more layers.
            IDuplexPipe pipe = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport;
            var transport = new WebSocketTransport(services.Limits.FrameBytesMax);
            var frames = new FrameConnection(pipe, transport, codec, services, context.Abort);
            await frames.RunAsync(address, context.RequestAborted);
        }
        finally
        {
            services.Connections.Release(address);
        }
    }
}
