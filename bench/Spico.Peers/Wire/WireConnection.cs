using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Spico.Peers.Wire;

/// <summary>
/// A TCP connection as lean as it can be, so that the driver costs every peer about the same: what is sent while a
/// send is under way goes out with the next one.
/// </summary>
internal sealed class WireConnection : IAsyncDisposable
{
    private const int ReceiveLength = 4096;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sent = new();
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private bool _isSending;

    private WireConnection(Socket socket) => _socket = socket;

    /// <summary>Connects on loopback.</summary>
    public static async Task<WireConnection> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return new WireConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start(IWireReader reader) => _receiving = ReceiveAsync(reader);

    /// <summary>Sends the parts as one, after what was sent before; never waits.</summary>
    public void Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default, ReadOnlySpan<byte> third = default)
    {
        lock (_gate)
        {
            _pending.Write(first);
            _pending.Write(second);
            _pending.Write(third);
            if (!_isSending)
            {
                _isSending = true;
                _sending = SendPendingAsync();
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Gone already.
        }

        _socket.Dispose();
        await _receiving;
        await _sending;
    }

    private async Task SendPendingAsync()
    {
        try
        {
            while (true)
            {
                ArrayBufferWriter<byte> next;
                lock (_gate)
                {
                    _sent.ResetWrittenCount();
                    next = _pending;
                    _pending = _sent;
                    _sent = next;
                    if (next.WrittenCount == 0)
                    {
                        _isSending = false;
                        return;
                    }
                }

                ReadOnlyMemory<byte> rest = next.WrittenMemory;
                while (rest.Length > 0)
                {
                    rest = rest[await _socket.SendAsync(rest, SocketFlags.None)..];
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The reading side says so to whom it concerns. Nothing is sent any more: _isSending stays.
        }
    }

    private async Task ReceiveAsync(IWireReader reader)
    {
        byte[] buffer = new byte[ReceiveLength];
        int length = 0;
        try
        {
            while (true)
            {
                int received = await _socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None);
                if (received == 0)
                {
                    reader.OnLost(new PeerException("The peer closed the connection."));
                    return;
                }

                length += received;
                int read = reader.Read(buffer.AsSpan(0, length));
                buffer.AsSpan(read, length - read).CopyTo(buffer);
                length -= read;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }
        }
        catch (Exception exception)
        {
            // Whatever it is, a bug in the reader too: those who wait must hear of it.
            reader.OnLost(new PeerException($"The connection is lost: {exception.Message}", exception));
        }
    }
}
