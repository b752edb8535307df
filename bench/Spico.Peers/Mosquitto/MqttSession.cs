using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Spico.Peers.Wire;

namespace Spico.Peers.Mosquitto;

/// <summary>
/// A member on an MQTT 3.1.1 broker: posts and receives at QoS 1, in a session that outlives connections.
/// </summary>
internal sealed class MqttSession : IPeerSession, IWireReader
{
    private const byte Connect = 0x10;
    private const byte ConnectAck = 0x20;
    private const byte Publish = 0x30;
    private const byte PublishAck = 0x40;
    private const byte Subscribe = 0x82;
    private const byte SubscribeAck = 0x90;
    private const byte PingRequest = 0xC0;
    private const byte AtLeastOnce = 0x02;
    private const int KeepAliveSeconds = 60;
    private const int HeaderMax = 5;

    private readonly int _conversation;
    private readonly IPeerReceiver _receiver;
    private readonly PendingAcks _acks = new();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _topic;
    private readonly WireConnection _wire;
    private Timer? _pings;

    private MqttSession(int conversation, IPeerReceiver receiver, WireConnection wire)
    {
        _conversation = conversation;
        _receiver = receiver;
        _wire = wire;
        _topic = Prefixed(string.Create(CultureInfo.InvariantCulture, $"chat/{conversation}"));
    }

    public static async Task<MqttSession> ConnectAsync(
        int port, int conversation, int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        MqttSession session = new(
            conversation, receiver, await WireConnection.ConnectAsync(port, cancellationToken));
        session._wire.Start(session);
        byte[] id = Prefixed(string.Create(CultureInfo.InvariantCulture, $"m{member}"));
        // Protocol "MQTT", level 4, no flags: the session is kept by the broker.
        session.Send(Connect, [0, 4, .. "MQTT"u8, 4, 0, 0, KeepAliveSeconds, .. id]);
        session.Send(Subscribe, [0, 1, .. session._topic, 1]);
        await session._subscribed.Task.WaitAsync(cancellationToken);
        TimeSpan period = TimeSpan.FromSeconds(KeepAliveSeconds / 2);
        session._pings = new Timer(_ => session._wire.Send([PingRequest, 0]), null, period, period);
        return session;
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_acks.Post(text, (number, text) => Post(number, text.Span)).WaitAsync(cancellationToken));

    public int Read(ReadOnlySpan<byte> bytes)
    {
        int read = 0;
        while (TryReadHeader(bytes[read..], out int header, out int length) && bytes.Length - read >= header + length)
        {
            OnPacket(bytes[read], bytes.Slice(read + header, length));
            read += header + length;
        }

        return read;
    }

    public void OnLost(Exception reason)
    {
        _subscribed.TrySetException(reason);
        _acks.FailAll(reason);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pings is not null)
        {
            await _pings.DisposeAsync();
        }

        await _wire.DisposeAsync();
    }

    private static byte[] Prefixed(string text)
    {
        byte[] bytes = new byte[sizeof(ushort) + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(sizeof(ushort)));
        return bytes;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        length = 0;
        for (header = 1; header < Math.Min(bytes.Length, HeaderMax); header++)
        {
            length |= (bytes[header] & 0x7F) << (7 * (header - 1));
            if (bytes[header] < 0x80)
            {
                header++;
                return true;
            }
        }

        return false;
    }

    private void OnPacket(byte kind, ReadOnlySpan<byte> body)
    {
        switch (kind & 0xF0)
        {
            case Publish:
                OnPublish(kind, body);
                break;
            case PublishAck:
                _acks.CompleteNext();
                break;
            case ConnectAck when body[1] != 0:
                throw new PeerException($"The broker refused the connection: {body[1]}.");
            case SubscribeAck when body[2] != 1:
                throw new PeerException($"The broker refused the subscription: {body[2]}.");
            case SubscribeAck:
                _subscribed.TrySetResult();
                break;
            default:
                break;
        }
    }

    private void OnPublish(byte kind, ReadOnlySpan<byte> body)
    {
        int topic = sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(body);
        ReadOnlySpan<byte> rest = body[topic..];
        if ((kind & AtLeastOnce) != 0)
        {
            _wire.Send([PublishAck, sizeof(ushort)], rest[..sizeof(ushort)]);
            rest = rest[sizeof(ushort)..];
        }

        _receiver.OnMessage(_conversation, rest);
    }

    // Called under the lock of the acks. Identifiers are 1 to 65,535, and the broker acks in order.
    private void Post(long number, ReadOnlySpan<byte> text)
    {
        ushort identifier = (ushort)(number % ushort.MaxValue + 1);
        Span<byte> head = stackalloc byte[HeaderMax + _topic.Length + sizeof(ushort)];
        int length = WriteHeader(head, Publish | AtLeastOnce, _topic.Length + sizeof(ushort) + text.Length);
        _topic.CopyTo(head[length..]);
        length += _topic.Length;
        BinaryPrimitives.WriteUInt16BigEndian(head[length..], identifier);
        _wire.Send(head[..(length + sizeof(ushort))], text);
    }

    private void Send(byte kind, ReadOnlySpan<byte> body)
    {
        Span<byte> header = stackalloc byte[HeaderMax];
        _wire.Send(header[..WriteHeader(header, kind, body.Length)], body);
    }

    private static int WriteHeader(Span<byte> header, byte kind, int length)
    {
        header[0] = kind;
        int at = 1;
        for (; length > 0x7F; length >>= 7)
        {
            header[at++] = (byte)(length | 0x80);
        }

        header[at++] = (byte)length;
        return at;
    }
}
