using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Client.Connections;

/// <summary>Frames over WebSocket: each is one message, of the codec's kind.</summary>
internal sealed class WebSocketTransport : IFrameTransport
{
    // Shared by all clients of the process: the connections themselves are not pooled, only what makes them.
    private static readonly HttpMessageInvoker Invoker = new(
        new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync });

    private readonly ClientWebSocket _socket;
    private readonly WebSocketMessageType _kind;
    private readonly int _frameBytesMax;
    private byte[] _buffer = [];

    private WebSocketTransport(ClientWebSocket socket, SpicoClientOptions options)
    {
        _socket = socket;
        _kind = options.Codec.Format == FrameFormat.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        _frameBytesMax = options.FrameBytesMax;
    }

    public Goodbye? Goodbye => _socket.CloseStatus is { } status && (int)status is >= 4000 and < 5000
        ? new Goodbye { Code = (CloseCode)(int)status, Reason = _socket.CloseStatusDescription ?? "" }
        : null;

    public static async Task<WebSocketTransport> ConnectAsync(
        SpicoClientOptions options,
        CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(options.Codec.Name);
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            await socket.ConnectAsync(Address(options.Endpoint), Invoker, cancellationToken);
            return new WebSocketTransport(socket, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Append(FrameBuffer batch, IFrameCodec codec, Frame frame)
    {
        codec.Write(frame, batch);
        batch.EndFrame();
    }

    public async ValueTask SendAsync(FrameBuffer batch, CancellationToken cancellationToken)
    {
        int start = 0;
        for (int i = 0; i < batch.Ends.Count; i++)
        {
            ReadOnlyMemory<byte> message = batch.Bytes[start..batch.Ends[i]];
            start = batch.Ends[i];
            await _socket.SendAsync(message, _kind, endOfMessage: true, cancellationToken);
        }
    }

    // Called once a frame, by one loop: what awaits is used again instead of being made anew.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0)
        {
            _buffer = new byte[2048];
        }

        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return new ReadOnlySequence<byte>(_buffer, 0, length);
            }

            if (length >= _frameBytesMax)
            {
                throw new InvalidDataException("The server sent a frame of an impossible length.");
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }
    }

    public async ValueTask CloseAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // The connection was gone already.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new ReadAheadStream(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Uri Address(Uri endpoint)
    {
        var address = new UriBuilder(endpoint)
        {
            Scheme = endpoint.Scheme is "https" or "wss" ? "wss" : "ws",
            Port = endpoint.Port,
        };
        if (address.Path is "" or "/")
        {
            address.Path = "/ws";
        }

        return address.Uri;
    }
}
