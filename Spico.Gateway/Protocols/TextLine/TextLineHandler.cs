using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>Takes the connections of the text line.</summary>
internal sealed partial class TextLineHandler(
    ISessionGate gate, IOptions<TextLineOptions> options, TimeProvider time, ILogger<TextLineHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Passwords are typed in clear here: nobody but this machine may listen, whatever the settings say.
        if (connection.RemoteEndPoint is IPEndPoint remote && !IPAddress.IsLoopback(remote.Address))
        {
            Log.NotLoopback(logger);
            return;
        }

        try
        {
            await using var line = new TextLineConnection(connection, gate, options.Value, time);
            await line.RunAsync(connection.ConnectionClosed);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side went away, or did not sign in, or reads nothing.
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, connection.ConnectionId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The text line refused a connection from beyond this machine")]
        public static partial void NotLoopback(ILogger logger);

        [LoggerMessage(2, LogLevel.Error, "The text line failed on {ConnectionId}")]
        public static partial void Failed(ILogger logger, Exception exception, string connectionId);
    }
}
