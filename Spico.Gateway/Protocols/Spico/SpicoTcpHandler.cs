using Microsoft.AspNetCore.Connections;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Our own protocol over TCP: the codec's name and a line feed, then frames behind their lengths.</summary>
internal sealed class SpicoTcpHandler : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
}
