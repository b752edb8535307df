using System.Buffers.Binary;
using System.Net.Sockets;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Scenarios.Tests.BadInput;

/// <summary>A TCP client that sends whatever a test likes. Written against SPEC.md, not against the SDK.</summary>
internal sealed class RawTcp : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    /// <summary>The socket.</summary>
    public Socket Socket => _client.Client;

    /// <summary>Connects and says nothing.</summary>
    public static async Task<RawTcp> ConnectAsync(SpicoNode node, int receiveBufferBytes = 0)
    {
        var raw = new RawTcp();
        if (receiveBufferBytes > 0)
        {
            raw._client.ReceiveBufferSize = receiveBufferBytes;
        }

        await raw._client.ConnectAsync("127.0.0.1", NodeDoors.PortOf(node.Doors.Tcp!));
        return raw;
    }

    /// <summary>Connects and signs in.</summary>
    public static async Task<RawTcp> SignInAsync(SpicoNode node, string token, int receiveBufferBytes = 0)
    {
        RawTcp raw = await ConnectAsync(node, receiveBufferBytes);
        await raw.SendAsync("spico.v1.proto\n"u8.ToArray());
        await raw.SendAsync(new Frame { Hello = new Hello { AccessToken = token } });
        Frame? welcome = await raw.ReadFrameAsync();
        Assert.NotNull(welcome?.Welcome);
        return raw;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            for (ReadOnlyMemory<byte> rest = bytes; rest.Length > 0;)
            {
                rest = rest[await Socket.SendAsync(rest)..];
            }
        }
        catch (SocketException)
        {
            // The server has closed already: what it said is still to be read.
        }
    }

    /// <summary>Sends a frame behind its length.</summary>
    public Task SendAsync(Frame frame) => SendAsync(Framed(frame.ToByteArray()));

    /// <summary>Sends a command.</summary>
    public Task SendAsync(uint id, Command command) => SendAsync(new Frame { Id = id, Command = command });

    /// <summary>Bytes behind their length.</summary>
    public static byte[] Framed(byte[] bytes) => [.. Length(bytes.Length), .. bytes];

    /// <summary>A length as it travels.</summary>
    public static byte[] Length(int length)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    /// <summary>The next frame; null when the connection has ended.</summary>
    public async Task<Frame?> ReadFrameAsync()
    {
        byte[]? length = await ReadAsync(4);
        byte[]? bytes = length is null ? null : await ReadAsync(BinaryPrimitives.ReadInt32BigEndian(length));
        return bytes is null ? null : Frame.Parser.ParseFrom(bytes);
    }

    /// <summary>The reply to a command; what else comes is skipped.</summary>
    public async Task<Reply> ReadReplyAsync(uint id)
    {
        while (true)
        {
            Frame frame = await ReadFrameAsync() ?? throw new InvalidOperationException("The connection ended.");
            if (frame.Id == id && frame.Reply is not null)
            {
                return frame.Reply;
            }
        }
    }

    /// <summary>Reads until the connection ends, and gives the goodbye that came last.</summary>
    public async Task<Goodbye> ReadGoodbyeAsync()
    {
        Frame? last = null;
        while (await ReadFrameAsync() is { } frame)
        {
            last = frame;
        }

        return last?.Goodbye ?? throw new InvalidOperationException($"No goodbye; the last frame was {last}");
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]?> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read;
            try
            {
                Task<int> receiving = Socket.ReceiveAsync(bytes.AsMemory(at)).AsTask();
                read = await Eventually.Completes("the server answers", receiving);
            }
            catch (SocketException)
            {
                read = 0;
            }

            if (read == 0)
            {
                return null;
            }

            at += read;
        }

        return bytes;
    }
}
