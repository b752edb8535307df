using System.Buffers.Binary;
using Spico.Peers.Wire;

namespace Spico.Peers.Kestrel;

/// <summary>A member of a broadcaster over TCP: four bytes of length, then the text; an empty one is an ack.</summary>
internal sealed class RoomSession : IPeerSession, IWireReader
{
    private const int HeaderLength = 4;

    private readonly int _conversation;
    private readonly IPeerReceiver _receiver;
    private readonly PendingAcks _acks = new();
    private readonly WireConnection _wire;

    private RoomSession(int conversation, IPeerReceiver receiver, WireConnection wire)
    {
        _conversation = conversation;
        _receiver = receiver;
        _wire = wire;
    }

    public static async Task<RoomSession> ConnectAsync(
        int port, int conversation, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        RoomSession session = new(
            conversation, receiver, await WireConnection.ConnectAsync(port, cancellationToken));
        session._wire.Start(session);
        byte[] join = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(join, conversation);
        await session.PostAsync(conversation, join, cancellationToken);
        return session;
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_acks.Post(text, (_, text) => Send(text.Span)).WaitAsync(cancellationToken));

    public int Read(ReadOnlySpan<byte> bytes)
    {
        int read = 0;
        while (bytes.Length - read >= HeaderLength)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes[read..]);
            if (bytes.Length - read - HeaderLength < length)
            {
                break;
            }

            if (length == 0)
            {
                _acks.CompleteNext();
            }
            else
            {
                _receiver.OnMessage(_conversation, bytes.Slice(read + HeaderLength, length));
            }

            read += HeaderLength + length;
        }

        return read;
    }

    public void OnLost(Exception reason) => _acks.FailAll(reason);

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private void Send(ReadOnlySpan<byte> message)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, message.Length);
        _wire.Send(header, message);
    }
}
