using System.Buffers.Binary;
using Spico.Peers.Wire;

namespace Spico.Peers.Kestrel;

/// <summary>A member of a broadcaster over WebSocket: a message is a text, an empty one is an ack.</summary>
internal sealed class WebSocketRoomSession : IPeerSession, IWebSocketReader
{
    private readonly int _conversation;
    private readonly IPeerReceiver _receiver;
    private readonly PendingAcks _acks = new();
    private WebSocketConnection _socket = null!;

    private WebSocketRoomSession(int conversation, IPeerReceiver receiver)
    {
        _conversation = conversation;
        _receiver = receiver;
    }

    public static async Task<WebSocketRoomSession> ConnectAsync(
        int port, int conversation, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        WebSocketRoomSession session = new(conversation, receiver);
        session._socket = await WebSocketConnection.OpenAsync(port, "/", isText: false, session, cancellationToken);
        byte[] join = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(join, conversation);
        await session.PostAsync(conversation, join, cancellationToken);
        return session;
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_acks.Post(text, (_, text) => _socket.Send(text.Span)).WaitAsync(cancellationToken));

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            _acks.CompleteNext();
        }
        else
        {
            _receiver.OnMessage(_conversation, message);
        }
    }

    public void OnLost(Exception reason) => _acks.FailAll(reason);

    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
