using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Scenarios.Tests.BadInput;

public sealed class TcpBadInputTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData((64 * 1024) + 1)]
    public async Task A_length_out_of_bounds_ends_the_connection_before_anything_is_allocated(int length)
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        await raw.SendAsync(RawTcp.Length(length));
        Assert.Equal(CloseCode.FrameTooLarge, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_frame_at_the_limit_is_read()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        await raw.SendAsync(RawTcp.Framed(FrameOf(64 * 1024)));
        Assert.Equal(ErrorCode.InvalidArgument, (await raw.ReadReplyAsync(7)).Error?.Code);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    [InlineData("spico.v99.proto\n")]
    [InlineData("\n")]
    public async Task Another_protocol_on_the_port_gets_one_answer_and_the_end(string bytes)
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.ConnectAsync(others.Node);
        await raw.SendAsync(Encoding.Latin1.GetBytes(bytes));
        byte[] answer = new byte[4096];
        var received = new MemoryStream();
        for (int read = 1; read > 0;)
        {
            read = await Eventually.Completes("the server closes", raw.Socket.ReceiveAsync(answer.AsMemory()).AsTask());
            received.Write(answer, 0, read);
        }

        Assert.InRange(received.Length, 0, 1024);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Bytes_that_are_no_frame_end_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        await raw.SendAsync(RawTcp.Framed([0xff, 0xff, 0xff, 0xff, 0xff]));
        Assert.Equal(CloseCode.ProtocolError, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_frame_with_trailing_garbage_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        byte[] ping = new Frame { Ping = new Ping { Nonce = 1 } }.ToByteArray();
        await raw.SendAsync(RawTcp.Framed([.. ping, 0x00, 0x00]));
        Assert.Equal(CloseCode.ProtocolError, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_command_before_hello_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.ConnectAsync(others.Node);
        await raw.SendAsync("spico.v1.proto\n"u8.ToArray());
        await raw.SendAsync(1, new Command { ListInbox = new ListInboxRequest() });
        Assert.Equal(CloseCode.ProtocolError, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_second_hello_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        await raw.SendAsync(new Frame { Hello = new Hello { AccessToken = others.Token } });
        Assert.Equal(CloseCode.ProtocolError, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Who_does_not_sign_in_within_10_seconds_is_sent_away()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.ConnectAsync(others.Node);
        var clock = Stopwatch.StartNew();
        await raw.SendAsync("spico.v1.proto\n"u8.ToArray());
        Assert.Equal(CloseCode.SignInTimeout, (await raw.ReadGoodbyeAsync()).Code);
        Assert.InRange(clock.Elapsed.TotalSeconds, 9, 14);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_given_up_after_15_seconds()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        await raw.SendAsync([.. RawTcp.Length(100), 1, 2, 3]);
        Assert.Equal(CloseCode.ProtocolError, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task An_unknown_command_is_answered_and_the_twenty_first_ends_the_connection()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.SignInAsync(others.Node, others.Token);
        byte[] unknown = [0x08, 0x05, 0x1a, 0x04, 0xfa, 0x3e, 0x01, 0x00];
        await raw.SendAsync(RawTcp.Framed(unknown));
        Assert.Equal(ErrorCode.Unsupported, (await raw.ReadReplyAsync(5)).Error?.Code);
        for (int again = 0; again < 20; again++)
        {
            await raw.SendAsync(RawTcp.Framed(unknown));
        }

        Assert.Equal(CloseCode.Unsupported, (await raw.ReadGoodbyeAsync()).Code);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Any_split_of_the_bytes_gives_the_same_answer()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using RawTcp raw = await RawTcp.ConnectAsync(others.Node);
        byte[] all =
        [
            .. "spico.v1.proto\n"u8,
            .. RawTcp.Framed(new Frame { Hello = new Hello { AccessToken = others.Token } }.ToByteArray()),
            .. RawTcp.Framed(new Frame { Id = 9, Command = new Command { ListInbox = new() } }.ToByteArray()),
        ];
        foreach (byte one in all)
        {
            await raw.SendAsync([one]);
        }

        Assert.NotNull((await raw.ReadFrameAsync())?.Welcome);
        Assert.NotNull((await raw.ReadReplyAsync(9)).ListInbox);
    }

    [Fact]
    public async Task Random_bytes_never_hurt_anybody_else()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        var random = new Random(20261123);
        for (int round = 0; round < 60; round++)
        {
            using RawTcp raw = round % 2 == 0
                ? await RawTcp.ConnectAsync(others.Node)
                : await RawTcp.SignInAsync(others.Node, others.Token);
            byte[] noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            await raw.SendAsync(round % 4 == 3 ? RawTcp.Framed(noise) : noise);
        }

        await others.NoticeNothing();
    }

    // A command whose text is so long that the frame has exactly this size.
    private static byte[] FrameOf(int bytes)
    {
        for (int text = bytes - 64; ; text++)
        {
            byte[] frame = new Frame
            {
                Id = 7,
                Command = new Command { PostMessage = new PostMessageRequest { Text = new string('x', text) } },
            }.ToByteArray();
            if (frame.Length == bytes)
            {
                return frame;
            }
        }
    }
}
