using System.Text;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Scenarios.Tests.BadInput;

public sealed class WebSocketBadInputTests
{
    private static readonly byte[] Ping = new Frame { Ping = new Ping { Nonce = 1 } }.ToByteArray();

    [Fact]
    public async Task A_token_in_the_url_is_refused_before_the_upgrade()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.HandshakeAsync(others.Node, $"/ws?access_token={others.Token}");
        Assert.Equal(400, raw.Status);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_page_of_a_foreign_origin_is_refused_before_the_upgrade()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw =
            await RawWebSocket.HandshakeAsync(others.Node, headers: ["Origin: https://evil.example", "Cookie: a=b"]);
        Assert.Equal(403, raw.Status);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task An_unknown_sub_protocol_is_refused_with_the_known_ones()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.HandshakeAsync(others.Node, protocol: "chat");
        Assert.Equal(400, raw.Status);
    }

    [Fact]
    public async Task Compression_is_declined()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.HandshakeAsync(
            others.Node, headers: ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]);
        Assert.Equal(101, raw.Status);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", raw.Answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("reserved bit", 1002)]
    [InlineData("unknown opcode", 1002)]
    [InlineData("unmasked", 1002)]
    [InlineData("long ping", 1002)]
    [InlineData("fragmented ping", 1002)]
    [InlineData("continuation of nothing", 1002)]
    [InlineData("too long", 1009)]
    [InlineData("too long in fragments", 1009)]
    [InlineData("bad close code", 1002)]
    public async Task A_broken_rule_of_the_protocol_has_its_close_code(string rule, int code)
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token);
        await raw.SendAsync(Broken(rule));
        Assert.Equal(code, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_has_its_close_code()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token, json: true);
        await raw.SendFrameAsync(1, [(byte)'{', 0xc3, 0x28, (byte)'}']);
        Assert.Equal(1007, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Theory]
    [InlineData("""{"id":1,"command":{"listInbox":{}}""")]
    [InlineData("""[]""")]
    [InlineData("""{"id":"one"}""")]
    [InlineData("""{"id":1,"command":{"postMessage":{"text":{}}}}""")]
    public async Task Json_that_is_no_frame_ends_the_connection(string text)
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token, json: true);
        await raw.SendFrameAsync(1, Encoding.UTF8.GetBytes(text));
        Assert.Equal((int)CloseCode.ProtocolError, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Json_nested_beyond_the_limit_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token, json: true);
        string deep = string.Concat(Enumerable.Repeat("""{"a":""", 5000)) + "1" + new string('}', 5000);
        await raw.SendFrameAsync(1, Encoding.UTF8.GetBytes(deep));
        Assert.Equal((int)CloseCode.ProtocolError, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_message_in_fragments_is_put_together()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token);
        await raw.SendFrameAsync(2, Ping[..1], isFinal: false);
        await raw.SendFrameAsync(9, "between"u8.ToArray());
        await raw.SendFrameAsync(0, Ping[1..]);
        List<int> opcodes = [(await raw.ReadFrameAsync()).Opcode, (await raw.ReadFrameAsync()).Opcode];
        Assert.Equal([2, 10], opcodes.Order());
    }

    [Fact]
    public async Task A_flood_of_pings_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token);
        byte[] flood = [.. Enumerable.Repeat(RawWebSocket.Frame(9, [1]), 500).SelectMany(ping => ping)];
        await raw.SendAsync(flood);
        Assert.Equal(1008, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Fragments_of_a_byte_each_end_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token);
        byte[] flood = [.. Enumerable.Range(0, 500)
            .SelectMany(at => RawWebSocket.Frame(at == 0 ? 2 : 0, [0], isFinal: false))];
        await raw.SendAsync(flood);
        Assert.Equal(1008, await raw.ReadCloseAsync());
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Random_frames_never_hurt_anybody_else()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        var random = new Random(20261123);
        for (int round = 0; round < 60; round++)
        {
            using RawWebSocket raw = await RawWebSocket.SignInAsync(others.Node, others.Token, json: round % 2 == 0);
            byte[] noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            await raw.SendFrameAsync(
                random.Next(16), noise, random.Next(4) > 0, random.Next(8) > 0, random.Next(10) > 8 ? 4 : 0);
        }

        await others.NoticeNothing();
    }

    private static byte[] Broken(string rule) => rule switch
    {
        "reserved bit" => RawWebSocket.Frame(2, Ping, reserved: 4),
        "unknown opcode" => RawWebSocket.Frame(3, Ping),
        "unmasked" => RawWebSocket.Frame(2, Ping, isMasked: false),
        "long ping" => RawWebSocket.Frame(9, new byte[126]),
        "fragmented ping" => RawWebSocket.Frame(9, [1], isFinal: false),
        "continuation of nothing" => RawWebSocket.Frame(0, Ping),
        "too long" => RawWebSocket.Frame(2, new byte[(64 * 1024) + 1]),
        "too long in fragments" =>
        [
            .. Enumerable.Range(0, 65).SelectMany(at => RawWebSocket.Frame(
                at == 0 ? 2 : 0, new byte[1024], isFinal: false)),
        ],
        "bad close code" => RawWebSocket.Frame(8, [0x03, 0xed]),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
