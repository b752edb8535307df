using System.IO.Pipelines;
using System.Net;
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
    // Small reads, and none before something is there: an idle connection holds no buffer.
    private static readonly StreamPipeReaderOptions ReaderOptions =
        new(bufferSize: 4096, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true);

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

            await using Stream stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
            var pipe = new UpgradedPipe(PipeReader.Create(stream, ReaderOptions), new UpgradedOutput(stream));
            var transport = new WebSocketTransport(services.Limits.FrameBytesMax);
            var frames = new FrameConnection(pipe, transport, codec, services, context.Abort);
            await frames.RunAsync(address, context.RequestAborted);
            await pipe.Input.CompleteAsync();
        }
        finally
        {
            services.Connections.Release(address);
        }
    }

    private sealed record UpgradedPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
