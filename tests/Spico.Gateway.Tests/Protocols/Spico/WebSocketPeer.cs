using System.Buffers;
using System.Net.WebSockets;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Testing;

namespace Spico.Gateway.Tests.Protocols.Spico;

/// <summary>The framework's own WebSocket client: what we wrote ourselves is checked by what we did not.</summary>
internal sealed class WebSocketPeer(ClientWebSocket socket, IFrameCodec codec) : IDisposable
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    public ClientWebSocket Socket => socket;

    public async Task SendAsync(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(frame, output);
        await SendAsync(output.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType? type = null, bool isWhole = true)
    {
        using var patience = new CancellationTokenSource(Patience);
        type ??= codec.Format == FrameFormat.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        await socket.SendAsync(bytes, type.Value, isWhole, patience.Token);
    }

    /// <summary>The next frame, or null when the server closed.</summary>
    public async Task<Frame?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(message.GetMemory(64 * 1024), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Advance(part.Count);
            if (part.EndOfMessage)
            {
                var bytes = new ReadOnlySequence<byte>(message.WrittenMemory);
                Assert.True(codec.TryDecode(bytes, out Frame? frame, out _));
                return frame;
            }
        }
    }

    /// <summary>Reads to the end: the last frame and the close code.</summary>
    public async Task<(Goodbye? Goodbye, int CloseCode)> ReceiveGoodbyeAsync()
    {
        Goodbye? goodbye = null;
        while (await ReceiveAsync() is { } frame)
        {
            goodbye = frame.Goodbye ?? goodbye;
        }

        return (goodbye, (int)socket.CloseStatus!.Value);
    }

    public void Dispose() => socket.Dispose();
}
