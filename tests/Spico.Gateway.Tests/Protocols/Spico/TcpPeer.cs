using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Gateway.Tests.Protocols.Spico;

/// <summary>A client on TCP that sends what it is told to, right or wrong.</summary>
internal sealed class TcpPeer(Socket socket) : IDisposable
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    public Socket Socket => socket;

    public async Task SendAsync(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        await socket.SendAsync(bytes, patience.Token);
    }

    public Task SendAsync(Frame frame) => SendAsync(Encode(frame));

    public static byte[] Encode(Frame frame)
    {
        byte[] body = frame.ToByteArray();
        byte[] bytes = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, body.Length);
        body.CopyTo(bytes, 4);
        return bytes;
    }

    /// <summary>The next frame, or null at the end of the connection.</summary>
    public async Task<Frame?> ReceiveAsync()
    {
        byte[]? header = await ReadAsync(4);
        if (header is null)
        {
            return null;
        }

        byte[]? body = await ReadAsync(BinaryPrimitives.ReadInt32BigEndian(header));
        return body is null ? null : Frame.Parser.ParseFrom(body);
    }

    /// <summary>Reads to the last frame before the end.</summary>
    public async Task<Goodbye?> ReceiveGoodbyeAsync()
    {
        Goodbye? goodbye = null;
        while (await ReceiveAsync() is { } frame)
        {
            goodbye = frame.Goodbye ?? goodbye;
        }

        return goodbye;
    }

    public void Dispose() => socket.Dispose();

    private async Task<byte[]?> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        using var patience = new CancellationTokenSource(Patience);
        int read = 0;
        while (read < count)
        {
            int some = await socket.ReceiveAsync(bytes.AsMemory(read), patience.Token);
            if (some == 0)
            {
                return null;
            }

            read += some;
        }

        return bytes;
    }
}
