using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols.Spico;

/// <summary>Bad input ends at most its own connection, with a typed answer; the server lives.</summary>
public sealed class SpicoBadInputTests
{
    private const int FrameMax = 64 * 1024;

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001")]
    [InlineData("spico.v9.proto\n")]
    public async Task Another_protocol_on_the_TCP_port_gets_one_error_and_the_end(string bytes)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync(isSignedIn: false);
        await peer.SendAsync(Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(CloseCode.Unsupported, (await peer.ReceiveGoodbyeAsync())!.Code);
        await StaysUpAsync(door);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(FrameMax + 1)]
    [InlineData(FrameMax * 100)]
    public async Task A_length_that_cannot_be_ends_the_connection_as_too_large(int length)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync();
        byte[] header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        await peer.SendAsync(header);
        Assert.Equal(CloseCode.FrameTooLarge, (await peer.ReceiveGoodbyeAsync())!.Code);
        await StaysUpAsync(door);
    }

    [Fact]
    public async Task A_frame_at_the_limit_is_read()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync();
        var frame = new Frame { Id = 3, Command = new Command { FindPeople = new FindPeopleRequest() } };
        frame.Command.FindPeople.Query = new string('x', FrameMax - frame.CalculateSize() - 8);
        frame.Command.FindPeople.Query += new string('x', FrameMax - frame.CalculateSize());
        Assert.Equal(FrameMax, frame.CalculateSize());
        await peer.SendAsync(frame);
        Assert.Equal(3u, (await peer.ReceiveAsync())!.Id);
    }

    [Fact]
    public async Task A_frame_with_garbage_behind_it_is_malformed()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync();
        await peer.SendAsync([0, 0, 0, 4, 0x08, 0x01, 0x00, 0x00]);
        Assert.Equal(CloseCode.ProtocolError, (await peer.ReceiveGoodbyeAsync())!.Code);
        await StaysUpAsync(door);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 8 })]
    public async Task A_frame_that_is_begun_and_not_finished_ends_the_connection(byte[] bytes)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(
            protocol: options => options.FrameTimeout = TimeSpan.FromMilliseconds(100));
        using TcpPeer peer = await door.ConnectTcpAsync();
        await peer.SendAsync(bytes);
        Assert.Equal(CloseCode.ProtocolError, (await peer.ReceiveGoodbyeAsync())!.Code);
    }

    [Fact]
    public async Task Only_hello_comes_first_and_only_once()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer early = await door.ConnectTcpAsync(isSignedIn: false);
        await early.SendAsync("spico.v1.proto\n"u8.ToArray());
        await early.SendAsync(new Frame { Id = 1, Command = door.Kit.OpenCommand() });
        Assert.Equal(CloseCode.ProtocolError, (await early.ReceiveGoodbyeAsync())!.Code);
        using TcpPeer again = await door.ConnectTcpAsync();
        await again.SendAsync(new Frame { Hello = new Hello { AccessToken = "good" } });
        Assert.Equal(CloseCode.ProtocolError, (await again.ReceiveGoodbyeAsync())!.Code);
    }

    [Fact]
    public async Task An_unknown_command_is_refused_and_the_connection_kept_until_there_are_too_many()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync();
        for (uint id = 1; id <= 20; id++)
        {
            await peer.SendAsync(new Frame { Id = id, Command = new Command() });
            Frame reply = (await peer.ReceiveAsync())!;
            Assert.Equal((id, ErrorCode.Unsupported), (reply.Id, reply.Reply.Error.Code));
        }

        await peer.SendAsync(new Frame { Id = 21, Command = new Command() });
        (Goodbye? goodbye, int code) = await peer.ReceiveGoodbyeAsync();
        Assert.Equal((CloseCode.Unsupported, 1008), (goodbye!.Code, code));
    }

    [Fact]
    public async Task Over_TCP_too_many_unknown_commands_end_the_connection_with_the_same_goodbye()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync();
        for (uint id = 1; id <= 20; id++)
        {
            await peer.SendAsync(new Frame { Id = id, Command = new Command() });
            Assert.Equal(ErrorCode.Unsupported, (await peer.ReceiveAsync())!.Reply.Error.Code);
        }

        await peer.SendAsync(new Frame { Id = 21, Command = new Command() });
        Assert.Equal(CloseCode.Unsupported, (await peer.ReceiveGoodbyeAsync())!.Code);
        await StaysUpAsync(door);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_beyond_the_rate_are_refused_and_a_flood_of_them_ends_the_connection(bool isTcp)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(limits => limits.InboundBytesPerSecond = 40_000);
        var find = new Command { FindPeople = new FindPeopleRequest { Query = new string('x', 30_000) } };
        using TcpPeer? tcp = isTcp ? await door.ConnectTcpAsync() : null;
        using WebSocketPeer? socket = isTcp ? null : await door.ConnectWebSocketAsync();

        Assert.Null((await AskAsync(1))!.Error);
        Reply refused = (await AskAsync(2))!;
        Assert.Equal((ErrorCode.RateLimited, 40_000ul), (refused.Error.Code, refused.Error.Limit));
        Assert.InRange(refused.Error.RetryAfterMs, 1u, 1000u);
        Reply? answer = refused;
        for (uint id = 3; id < 40 && answer is not null; id++)
        {
            answer = await AskAsync(id);
        }

        Assert.Equal(CloseCode.RateLimited, (await door.Sessions[0].Ended).Code);
        await StaysUpAsync(door);

        async Task<Reply?> AskAsync(uint id)
        {
            var frame = new Frame { Id = id, Command = find };
            await (tcp?.SendAsync(frame) ?? socket!.SendAsync(frame));
            return (await (tcp?.ReceiveAsync() ?? socket!.ReceiveAsync()))?.Reply;
        }
    }

    [Fact]
    public async Task A_flood_of_pings_ends_the_connection()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync();
        for (uint i = 0; i < 100 && peer.Socket.State == WebSocketState.Open; i++)
        {
            await peer.SendAsync(new Frame { Ping = new Ping { Nonce = i } });
        }

        Assert.Equal(1008, (await peer.ReceiveGoodbyeAsync()).CloseCode);
        await StaysUpAsync(door);
    }

    [Fact]
    public async Task Fragments_of_one_byte_end_the_connection()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync();
        for (int i = 0; i < 200; i++)
        {
            await peer.SendAsync(new byte[] { 1 }, isWhole: false);
        }

        Assert.Equal(1008, (await peer.ReceiveGoodbyeAsync()).CloseCode);
    }

    [Theory]
    [InlineData(FrameMax + 1, 1009)]
    [InlineData(FrameMax * 3, 1009)]
    public async Task A_message_over_the_limit_has_its_close_code_whole_and_in_fragments(int bytes, int expected)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer whole = await door.ConnectWebSocketAsync();
        await whole.SendAsync(new byte[bytes]);
        Assert.Equal(expected, (await whole.ReceiveGoodbyeAsync()).CloseCode);
        using WebSocketPeer fragments = await door.ConnectWebSocketAsync();
        for (int sent = 0; sent < bytes; sent += 8192)
        {
            await fragments.SendAsync(new byte[Math.Min(8192, bytes - sent)], isWhole: sent + 8192 >= bytes);
        }

        (Goodbye? goodbye, int code) = await fragments.ReceiveGoodbyeAsync();
        Assert.Equal((CloseCode.FrameTooLarge, expected), (goodbye!.Code, code));
    }

    [Fact]
    public async Task Text_that_is_not_utf8_and_text_in_a_binary_protocol_have_their_close_codes()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer json = await door.ConnectWebSocketAsync(FrameCodecs.Json);
        await json.SendAsync(new byte[] { 0x7B, 0xFF, 0x7D });
        Assert.Equal(1007, (await json.ReceiveGoodbyeAsync()).CloseCode);
        using WebSocketPeer binary = await door.ConnectWebSocketAsync();
        await binary.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text);
        Assert.Equal(4502, (await binary.ReceiveGoodbyeAsync()).CloseCode);
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_ends_the_connection_as_a_protocol_error()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync(FrameCodecs.Json);
        await peer.SendAsync("""{"id":1,"id":2}"""u8.ToArray());
        (Goodbye? goodbye, int code) = await peer.ReceiveGoodbyeAsync();
        Assert.Equal((CloseCode.ProtocolError, 4502), (goodbye!.Code, code));
    }

    [Fact]
    public async Task A_client_that_sends_and_does_not_read_is_not_read_without_end()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(limits =>
        {
            limits.CommandBurst = 1;
            limits.RefusedBurst = int.MaxValue;
        });
        using TcpPeer peer = await door.ConnectTcpAsync();
        var list = new Command { ListInbox = new ListInboxRequest() };
        byte[] command = TcpPeer.Encode(new Frame { Id = 1, Command = list });
        byte[] many = [.. Enumerable.Repeat(command, 5000).SelectMany(bytes => bytes)];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        long sent = 0;
        try
        {
            while (sent < 200_000_000)
            {
                sent += await peer.Socket.SendAsync(many, patience.Token);
            }

            Assert.Fail("The server took everything without its replies being read.");
        }
        catch (OperationCanceledException)
        {
            // It stopped reading.
        }
    }

    [Theory]
    [InlineData("?access_token=x", "", HttpStatusCode.BadRequest, "token_in_url")]
    [InlineData("?Token=x", "", HttpStatusCode.BadRequest, "token_in_url")]
    [InlineData("?q=eyJhbGciOi", "", HttpStatusCode.BadRequest, "token_in_url")]
    [InlineData("", "Origin: https://evil.example", HttpStatusCode.Forbidden, "foreign_origin")]
    [InlineData("", "Origin: null", HttpStatusCode.Forbidden, "foreign_origin")]
    [InlineData("", "Sec-WebSocket-Version: 8", HttpStatusCode.UpgradeRequired, "upgrade_required")]
    [InlineData("", "Upgrade: h2c", HttpStatusCode.UpgradeRequired, "upgrade_required")]
    [InlineData("", "Sec-WebSocket-Key: short", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("", "Sec-WebSocket-Protocol: chat", HttpStatusCode.BadRequest, "unsupported")]
    public async Task A_handshake_that_may_not_be_is_refused_before_the_upgrade(
        string query, string header, HttpStatusCode status, string code)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        string answer = await HandshakeAsync(door, query, header);
        Assert.StartsWith($"HTTP/1.1 {(int)status}", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
        await StaysUpAsync(door);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Origin: http://HOST")]
    [InlineData("Origin: https://app.example")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")]
    public async Task A_handshake_that_may_be_is_accepted_without_extensions(string header)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(
            protocol: options => options.AllowedOrigins.Add("https://app.example"));
        header = header.Replace("HOST", door.WebSocket.Authority, StringComparison.Ordinal);
        string answer = await HandshakeAsync(door, "", header);
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Extensions", answer, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> HandshakeAsync(SpicoDoor door, string query, string header)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = door.WebSocket.Authority,
            ["Connection"] = "Upgrade",
            ["Upgrade"] = "websocket",
            ["Sec-WebSocket-Version"] = "13",
            ["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ==",
            ["Sec-WebSocket-Protocol"] = "chat, spico.v1.json",
        };
        if (header.Length > 0)
        {
            int colon = header.IndexOf(": ", StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 2)..];
        }

        string request = $"GET /ws{query} HTTP/1.1\r\n"
            + string.Concat(headers.Select(pair => $"{pair.Key}: {pair.Value}\r\n")) + "\r\n";
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, door.WebSocket.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        using var patience = new CancellationTokenSource(Eventually.Patience);
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)
            || (!answer.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal)
                && !answer.ToString().Contains('}', StringComparison.Ordinal)))
        {
            int read = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.NotEqual(0, read);
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    private static async Task StaysUpAsync(SpicoDoor door)
    {
        using TcpPeer peer = await door.ConnectTcpAsync();
        await peer.SendAsync(new Frame { Id = 9, Command = new Command { ListInbox = new ListInboxRequest() } });
        Assert.Equal(9u, (await peer.ReceiveAsync())!.Id);
    }
}
