using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Spico.Peers.Wire;

/// <summary>The client's side of a WebSocket (RFC 6455) on a lean connection.</summary>
internal sealed class WebSocketConnection : IWireReader, IAsyncDisposable
{
    private const byte FinalBit = 0x80;
    private const byte MaskBit = 0x80;
    private const int Text = 1;
    private const int Binary = 2;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    // A mask of zeroes is a mask: the server has its work with it, the driver does not.
    private static readonly byte[] Mask = new byte[4];

    private readonly WireConnection _wire;
    private readonly IWebSocketReader _reader;
    private readonly int _kind;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _fragments = new();

    private WebSocketConnection(WireConnection wire, IWebSocketReader reader, bool isText)
    {
        _wire = wire;
        _reader = reader;
        _kind = isText ? Text : Binary;
    }

    public static async Task<WebSocketConnection> OpenAsync(
        int port, string path, bool isText, IWebSocketReader reader, CancellationToken cancellationToken)
    {
        WebSocketConnection connection = new(
            await WireConnection.ConnectAsync(port, cancellationToken), reader, isText);
        connection._wire.Start(connection);
        connection._wire.Send(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c3BpY28tcGVlcnMtc3BpYw==\r\n\r\n")));
        await connection._open.Task.WaitAsync(cancellationToken);
        return connection;
    }

    /// <summary>Sends one message.</summary>
    public void Send(ReadOnlySpan<byte> message) => Send(_kind, message);

    /// <inheritdoc />
    public int Read(ReadOnlySpan<byte> bytes)
    {
        int read = _open.Task.IsCompleted ? 0 : ReadResponse(bytes);
        if (!_open.Task.IsCompletedSuccessfully)
        {
            return read;
        }

        while (TryReadFrame(bytes[read..], out int length))
        {
            read += length;
        }

        return read;
    }

    /// <inheritdoc />
    public void OnLost(Exception reason)
    {
        _open.TrySetException(reason);
        _reader.OnLost(reason);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private int ReadResponse(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        if (bytes.StartsWith("HTTP/1.1 101 "u8))
        {
            _open.SetResult();
        }
        else
        {
            _open.SetException(new PeerException(Encoding.ASCII.GetString(bytes[..end])));
        }

        return end + "\r\n\r\n".Length;
    }

    private bool TryReadFrame(ReadOnlySpan<byte> bytes, out int frameLength)
    {
        frameLength = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        int header = 2;
        int length = bytes[1];
        if (length == 126)
        {
            header += sizeof(ushort);
            length = bytes.Length < header ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (length == 127)
        {
            header += sizeof(long);
            length = bytes.Length < header ? 0 : checked((int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        }

        if (bytes.Length < header + length)
        {
            return false;
        }

        OnFrame(bytes[0], bytes.Slice(header, length));
        frameLength = header + length;
        return true;
    }

    private void OnFrame(byte first, ReadOnlySpan<byte> payload)
    {
        switch (first & 0x0F)
        {
            case Ping:
                Send(Pong, payload);
                break;
            case Pong:
                break;
            case Close:
                throw new PeerException("The peer closed the WebSocket: " + Encoding.UTF8.GetString(payload[2..]));
            case var _ when (first & FinalBit) == 0:
                _fragments.Write(payload);
                break;
            case var _ when _fragments.WrittenCount > 0:
                _fragments.Write(payload);
                _reader.OnMessage(_fragments.WrittenSpan);
                _fragments.ResetWrittenCount();
                break;
            default:
                _reader.OnMessage(payload);
                break;
        }
    }

    private void Send(int kind, ReadOnlySpan<byte> message)
    {
        Span<byte> header = stackalloc byte[4];
        header[0] = (byte)(FinalBit | kind);
        if (message.Length < 126)
        {
            header[1] = (byte)(MaskBit | message.Length);
            header = header[..2];
        }
        else
        {
            header[1] = MaskBit | 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], checked((ushort)message.Length));
        }

        _wire.Send(header, Mask, message);
    }
}
