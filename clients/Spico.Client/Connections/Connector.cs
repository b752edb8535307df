using System.Net.Sockets;
using System.Net.WebSockets;
using Grpc.Core;
using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>Makes connections: asks for the credential, knocks at the door, signs in.</summary>
internal sealed class Connector(SpicoClientOptions options, IConnectionSink sink)
{
    // Shorter than the server's own margin, so that a token never ends between being sent and being looked at.
    private static readonly TimeSpan TokenMargin = TimeSpan.FromSeconds(30);

    // Over gRPC, calls with one token and device share a session: without a name of its own a client would take
    // over the watch of another.
    private readonly string _device = options.Device.Length > 0 ? options.Device : Guid.NewGuid().ToString("N");
    private Credential? _issued;
    private DateTimeOffset _issuedUntil;

    /// <summary>What went wrong the last time, for whoever has to find out.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>What a connection that breaks, or cannot be made, throws.</summary>
    public static bool IsConnectionLoss(Exception exception) =>
        exception is IOException or SocketException or WebSocketException or HttpRequestException or RpcException
            or OperationCanceledException or ObjectDisposedException or InvalidDataException
            or InvalidOperationException or System.Security.Authentication.AuthenticationException;

    /// <summary>
    /// Tries until there is a connection, the server says not to come back, or the token is cancelled: then there is
    /// none. The first try waits for nothing.
    /// </summary>
    public async Task<(IConnection? Connection, Goodbye? Goodbye)> ConnectAsync(
        Goodbye? goodbye,
        bool isFirst,
        CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options.ReconnectDelayMin, options.ReconnectDelayMax);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!isFirst)
                {
                    TimeSpan wait = backoff.Next(goodbye?.RetryAfterMs ?? 0);
                    await Task.Delay(wait, options.TimeProvider, cancellationToken);
                }

                isFirst = false;
                return (await AttemptAsync(cancellationToken), null);
            }
            catch (RefusedException refused)
            {
                LastFailure = refused;
                goodbye = refused.Goodbye;
                if (goodbye.IsFinal())
                {
                    return (null, goodbye);
                }
            }
            catch (Exception exception) when (IsConnectionLoss(exception))
            {
                LastFailure = exception;
                // Out of time: what the server said last is why.
                goodbye = cancellationToken.IsCancellationRequested ? goodbye : null;
            }
        }

        return (null, goodbye);
    }

    private async Task<IConnection> AttemptAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        if (_issued is { } issued && _issuedUntil - options.TimeProvider.GetUtcNow() > TokenMargin)
        {
            try
            {
                return await OpenAsync(issued, stop.Token);
            }
            catch (RefusedException refused) when (refused.Goodbye.Code == CloseCode.Unauthenticated)
            {
                // Revoked, or signed with a key that is gone: the login may still do.
                _issued = null;
            }
        }

        Credential credential = options.CredentialProvider is { } provider
            ? await provider(stop.Token)
            : options.Credential!;
        return await OpenAsync(credential, stop.Token);
    }

    private async Task<IConnection> OpenAsync(Credential credential, CancellationToken cancellationToken)
    {
        IConnection connection = options.Door == Door.Grpc
            ? await GrpcConnection.OpenAsync(options, credential, _device, sink, cancellationToken)
            : await FrameConnection.OpenAsync(options, credential, sink, cancellationToken);
        if (connection.Welcome.AccessToken.Length > 0)
        {
            // Coming back with the token spares the server the cost of checking a password.
            _issued = Credential.Token(connection.Welcome.AccessToken);
            _issuedUntil = DateTimeOffset.FromUnixTimeMilliseconds(connection.Welcome.ExpiresAt);
        }

        return connection;
    }
}
