using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Scenarios.Tests.BadInput;

/// <summary>A WebSocket client that breaks any rule of RFC 6455 a test asks it to.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>The answer to the handshake, headers and body.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>The status of the answer.</summary>
    public int Status => int.Parse(Answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Sends a handshake, whatever becomes of it.</summary>
    public static async Task<RawWebSocket> HandshakeAsync(
        SpicoNode node, string path = "/ws", string protocol = "spico.v1.proto", params string[] headers)
    {
        var raw = new RawWebSocket();
        var uri = new Uri(node.Doors.Http!);
        await raw._client.ConnectAsync(uri.Host, uri.Port);
        raw._stream = raw._client.GetStream();
        string request = $"GET {path} HTTP/1.1\r\nHost: {uri.Authority}\r\nUpgrade: websocket\r\n" +
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
            $"Sec-WebSocket-Protocol: {protocol}\r\n{string.Concat(headers.Select(one => one + "\r\n"))}\r\n";
        await raw.SendAsync(Encoding.ASCII.GetBytes(request));
        var answer = new StringBuilder();
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            byte[]? one = await raw.ReadAsync(1);
            answer.Append((char)(one ?? throw new InvalidOperationException("No answer."))[0]);
        }

        raw.Answer = answer.ToString();
        return raw;
    }

    /// <summary>Shakes hands and signs in.</summary>
    public static async Task<RawWebSocket> SignInAsync(SpicoNode node, string token, bool json = false)
    {
        RawWebSocket raw = await HandshakeAsync(node, protocol: json ? "spico.v1.json" : "spico.v1.proto");
        Assert.Equal(101, raw.Status);
        if (json)
        {
            await raw.SendFrameAsync(1, Encoding.UTF8.GetBytes("{\"hello\":{\"accessToken\":\"" + token + "\"}}"));
        }
        else
        {
            await raw.SendFrameAsync(2, new Frame { Hello = new Hello { AccessToken = token } }.ToByteArray());
        }

        (int opcode, byte[] welcome) = await raw.ReadFrameAsync();
        Assert.Equal(json ? 1 : 2, opcode);
        Assert.NotEmpty(welcome);
        return raw;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // The server has closed already: what it said is still to be read.
        }
    }

    /// <summary>Sends one frame; the defaults keep to the rules.</summary>
    public Task SendFrameAsync(
        int opcode, byte[] payload, bool isFinal = true, bool isMasked = true, int reserved = 0) =>
        SendAsync(Frame(opcode, payload, isFinal, isMasked, reserved));

    /// <summary>The bytes of a frame.</summary>
    public static byte[] Frame(
        int opcode, byte[] payload, bool isFinal = true, bool isMasked = true, int reserved = 0)
    {
        List<byte> bytes = [(byte)((isFinal ? 0x80 : 0) | (reserved << 4) | opcode)];
        int mask = isMasked ? 0x80 : 0;
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        bytes.AddRange(payload.Length switch
        {
            < 126 => [(byte)(mask | payload.Length)],
            < 65536 => [(byte)(mask | 126), length[6], length[7]],
            _ => [(byte)(mask | 127), .. length],
        });
        if (isMasked)
        {
            byte[] key = [1, 2, 3, 4];
            bytes.AddRange(key);
            bytes.AddRange(payload.Select((one, at) => (byte)(one ^ key[at % 4])));
        }
        else
        {
            bytes.AddRange(payload);
        }

        return [.. bytes];
    }

    /// <summary>The next frame of the server; opcode -1 when the connection has ended.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        if (await ReadAsync(2) is not { } head)
        {
            return (-1, []);
        }

        Assert.Equal(0, head[1] & 0x80);
        long length = head[1] & 0x7f;
        if (length >= 126)
        {
            byte[] extended = (await ReadAsync(length == 126 ? 2 : 8))!;
            length = extended.Aggregate(0L, (sum, one) => (sum << 8) | one);
        }

        return (head[0] & 0x0f, await ReadAsync((int)length) ?? []);
    }

    /// <summary>Reads to the end and gives the code of the close frame.</summary>
    public async Task<int> ReadCloseAsync()
    {
        int code = 0;
        while (true)
        {
            (int opcode, byte[] payload) = await ReadFrameAsync();
            if (opcode == 8)
            {
                code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
            }
            else if (opcode < 0)
            {
                return code;
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]?> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        try
        {
            await Eventually.Completes("the server answers", _stream.ReadExactlyAsync(bytes).AsTask());
            return bytes;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
