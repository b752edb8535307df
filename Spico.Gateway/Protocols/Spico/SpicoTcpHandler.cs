using System.Net;
using Microsoft.AspNetCore.Connections;
using Spico.Protocol.Wire;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Our own protocol over TCP: the codec's name and a line feed, then frames behind their lengths.</summary>
internal sealed class SpicoTcpHandler(FrameConnectionServices services) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (services.Connections.TryTake(address) is { } goodbye)
        {
            LengthPrefixedFraming.Write(
                new Frame { Goodbye = goodbye }, FrameCodecs.Protobuf, connection.Transport.Output);
            await connection.Transport.Output.FlushAsync();
            return;
        }

        try
        {
            var transport = new TcpTransport(services.Limits.FrameBytesMax);
            var frames = new FrameConnection(
                connection.Transport, transport, codec: null, services, connection.Abort);
            await frames.RunAsync(address, connection.ConnectionClosed);
        }
        finally
        {
            services.Connections.Release(address);
        }
    }
}
