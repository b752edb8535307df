using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Gateway.Tests.Protocols.Grpc;

/// <summary>Streams opened and reset as fast as they can be written: the rapid reset attack on HTTP/2.</summary>
public sealed class GrpcFloodTests
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const uint EnhanceYourCalm = 11;
    private const int Streams = 20_000;

    [Fact]
    public async Task A_flood_of_reset_streams_closes_its_connection_and_no_other()
    {
        await using GrpcDoor door = await GrpcDoor.OpenAsync();
        using var attacker = new TcpClient();
        await attacker.ConnectAsync(IPAddress.Loopback, new Uri(door.Address).Port);
        NetworkStream stream = attacker.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(FrameOf(Settings, 0, 0, []));
        Assert.True(await FloodAsync(stream, first: 0, count: 10), "A few resets are nobody's attack.");
        await stream.WriteAsync(FrameOf(Ping, 0, 0, new byte[8]));
        Assert.Equal(Ping, await Eventually.Completes("the ping is answered", ReadUntilAsync(stream, Ping)));

        Task<byte> closing = ReadUntilAsync(stream, GoAway);
        Assert.False(await Eventually.Completes("the flood ends", FloodAsync(stream, first: 10, Streams)));

        await Eventually.Completes("the connection is closed", closing);
        await door.Conversations.PostMessageAsync(new PostMessageRequest(), GrpcDoor.As("alice"));
    }

    /// <summary>False when the server closed the connection before all was written.</summary>
    private static async Task<bool> FloodAsync(NetworkStream stream, int first, int count)
    {
        byte[] block =
        [
            0x83, 0x86, // :method POST, :scheme http
            .. Literal([0x04], "/spico.v1.ConversationService/PostMessage"),
            .. Literal([0x01], "localhost"),
            .. Literal([0x0f, 0x10], "application/grpc"),
        ];
        try
        {
            foreach (int[] batch in Enumerable.Range(first, count).Chunk(100))
            {
                byte[] frames = [.. batch.Select(number => (2 * number) + 1).SelectMany(id =>
                    FrameOf(Headers, 4, id, block).Concat(FrameOf(Reset, 0, id, [0, 0, 0, 8])))];
                await stream.WriteAsync(frames);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The kind of the last frame read: the one waited for, or the one before the connection was cut.</summary>
    private static async Task<byte> ReadUntilAsync(NetworkStream stream, byte kind)
    {
        byte[] header = new byte[9];
        try
        {
            do
            {
                await stream.ReadExactlyAsync(header);
                byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                await stream.ReadExactlyAsync(payload);
                if (header[3] == GoAway)
                {
                    Assert.Equal(EnhanceYourCalm, BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4)));
                }
            }
            while (header[3] != kind);
        }
        catch (IOException)
        {
            // Cut while we were still writing: the last frame may be lost on the way.
        }

        return header[3];
    }

    private static byte[] FrameOf(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>A header that is not kept: its name by number, its value as it stands.</summary>
    private static byte[] Literal(byte[] name, string value) =>
        [.. name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
