using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Gateway.Tests.Protocols.Spico;

public sealed class SpicoDoorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_is_answered_and_facts_follow_the_reply_over_WebSocket(bool isJson)
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync(isJson ? FrameCodecs.Json : FrameCodecs.Protobuf);
        for (int i = 0; i < 20; i++)
        {
            door.Kit.Log.Append();
        }

        await peer.SendAsync(new Frame { Id = 5, Command = door.Kit.OpenCommand(0) });
        Frame reply = (await peer.ReceiveAsync())!;
        Assert.Equal((5u, 20ul), (reply.Id, reply.Reply.OpenStream.Head.Seq));
        door.Kit.Deliver(door.Kit.Log.Append());
        for (ulong seq = 1; seq <= 21; seq++)
        {
            Assert.Equal(seq, (await peer.ReceiveAsync())!.Push.Fact.Seq);
        }
    }

    [Fact]
    public async Task A_command_is_answered_and_facts_follow_the_reply_over_TCP()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using TcpPeer peer = await door.ConnectTcpAsync();
        door.Kit.Log.Append();
        await peer.SendAsync(new Frame { Id = 5, Command = door.Kit.OpenCommand(0) });
        Assert.Equal(1ul, (await peer.ReceiveAsync())!.Reply.OpenStream.Head.Seq);
        Assert.Equal(1ul, (await peer.ReceiveAsync())!.Push.Fact.Seq);
    }

    [Fact]
    public async Task A_wrong_token_is_told_in_the_last_frame()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync(isSignedIn: false);
        await peer.SendAsync(new Frame { Hello = new Hello { AccessToken = "bad" } });
        (Goodbye? goodbye, int code) = await peer.ReceiveGoodbyeAsync();
        Assert.Equal((CloseCode.Unauthenticated, 4501), (goodbye!.Code, code));
    }

    [Fact]
    public async Task Nobody_waits_for_ever_for_a_sign_in()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(
            limits => limits.SignInTimeout = TimeSpan.FromMilliseconds(100));
        using WebSocketPeer silent = await door.ConnectWebSocketAsync(isSignedIn: false);
        Assert.Equal(4401, (await silent.ReceiveGoodbyeAsync()).CloseCode);
        using TcpPeer alsoSilent = await door.ConnectTcpAsync(isSignedIn: false);
        Assert.Equal(CloseCode.SignInTimeout, (await alsoSilent.ReceiveGoodbyeAsync())!.Code);
    }

    [Fact]
    public async Task A_ping_is_answered_and_a_silent_client_is_pinged_then_closed()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(
            limits => limits.HeartbeatInterval = TimeSpan.FromMilliseconds(300));
        using TcpPeer peer = await door.ConnectTcpAsync();
        await peer.SendAsync(new Frame { Ping = new Ping { Nonce = 77 } });
        Assert.Equal(77u, (await peer.ReceiveAsync())!.Pong.Nonce);
        Assert.NotNull((await peer.ReceiveAsync())!.Ping);
        Assert.NotNull((await peer.ReceiveAsync())!.Ping);
        Assert.Equal(CloseCode.HeartbeatMissed, (await peer.ReceiveAsync())!.Goodbye.Code);
        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(
            limits => limits.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
        using TcpPeer peer = await door.ConnectTcpAsync();
        for (int i = 0; i < 8; i++)
        {
            Frame ping = (await peer.ReceiveAsync())!;
            Assert.NotNull(ping.Ping);
            await peer.SendAsync(new Frame { Pong = new Pong { Nonce = ping.Ping.Nonce } });
        }
    }

    [Fact]
    public async Task A_slow_reader_is_closed_with_its_reason_and_another_notices_nothing()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(limits => limits.OutboxPushesMax = 50);
        using TcpPeer slow = await door.ConnectTcpAsync();
        using TcpPeer quick = await door.ConnectTcpAsync();
        foreach (TcpPeer peer in new[] { slow, quick })
        {
            await peer.SendAsync(new Frame { Id = 1, Command = door.Kit.OpenCommand() });
            Assert.NotNull((await peer.ReceiveAsync())!.Reply.OpenStream);
        }

        Session slowSession = door.Sessions[0];
        ulong seq = 0;
        while (!slowSession.Ended.IsCompleted)
        {
            door.Kit.Deliver([.. Enumerable.Range(0, 20).Select(_ => door.Kit.Log.Append())]);
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(++seq, (await quick.ReceiveAsync())!.Push.Fact.Seq);
            }
        }

        // What it had not read is lost to it, but not the reason.
        Assert.Equal(CloseCode.SlowConsumer, (await slow.ReceiveGoodbyeAsync())!.Code);
        Assert.False(door.Sessions[1].Ended.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_session()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        TcpPeer peer = await door.ConnectTcpAsync();
        peer.Dispose();
        await door.Sessions[0].Ended.WaitAsync(Eventually.Patience);
        using WebSocketPeer other = await door.ConnectWebSocketAsync();
        await other.Socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "bye", default)
            .WaitAsync(Eventually.Patience);
        Assert.Equal(1000, (int)other.Socket.CloseStatus!);
        await door.Sessions[1].Ended.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task The_end_of_a_session_is_told_with_its_code()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer peer = await door.ConnectWebSocketAsync();
        door.Sessions[0].End(CloseCode.TokenExpired, "The access token has ended.");
        (Goodbye? goodbye, int code) = await peer.ReceiveGoodbyeAsync();
        Assert.Equal((CloseCode.TokenExpired, 4005), (goodbye!.Code, code));
    }

    [Fact]
    public async Task When_the_server_stops_every_client_is_told()
    {
        SpicoDoor door = await SpicoDoor.OpenAsync();
        using WebSocketPeer first = await door.ConnectWebSocketAsync();
        using TcpPeer second = await door.ConnectTcpAsync();
        Task stopping = door.DisposeAsync().AsTask();
        Assert.Equal(4000, (await first.ReceiveGoodbyeAsync()).CloseCode);
        Assert.Equal(CloseCode.GoingAway, (await second.ReceiveGoodbyeAsync())!.Code);
        first.Dispose();
        second.Dispose();
        await stopping.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Connections_from_one_address_are_counted()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(limits => limits.SessionsPerAddressMax = 2);
        using TcpPeer first = await door.ConnectTcpAsync(isSignedIn: false);
        using TcpPeer second = await door.ConnectTcpAsync();
        using TcpPeer third = await door.ConnectTcpAsync(isSignedIn: false);
        Goodbye goodbye = (await third.ReceiveGoodbyeAsync())!;
        Assert.Equal(CloseCode.Overloaded, goodbye.Code);
        Assert.NotEqual(0u, goodbye.RetryAfterMs);
    }

    [Fact]
    public async Task Pushes_and_replies_of_many_commands_arrive_whole_over_WebSocket()
    {
        await using SpicoDoor door = await SpicoDoor.OpenAsync(limits => limits.CommandsPerSecond = 0);
        using WebSocketPeer peer = await door.ConnectWebSocketAsync();
        await peer.SendAsync(new Frame { Id = 1, Command = door.Kit.OpenCommand() });
        await peer.ReceiveAsync();
        Task delivering = Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                door.Kit.Deliver([door.Kit.Log.Append()]);
            }
        });
        var list = new Command { ListInbox = new ListInboxRequest() };
        List<uint> replies = [];
        List<ulong> seqs = [];
        uint next = 10;
        for (int i = 0; i < 16; i++)
        {
            await peer.SendAsync(new Frame { Id = next++, Command = list });
        }

        while (seqs.Count < 500 || replies.Count < 500)
        {
            Frame frame = (await peer.ReceiveAsync())!;
            if (frame.KindCase == Frame.KindOneofCase.Push)
            {
                seqs.Add(frame.Push.Fact.Seq);
            }
            else
            {
                replies.Add(frame.Id);
                if (next < 510)
                {
                    await peer.SendAsync(new Frame { Id = next++, Command = list });
                }
            }
        }

        await delivering;
        Assert.Equal(Enumerable.Range(1, 500).Select(seq => (ulong)seq), seqs);
        Assert.Equal(Enumerable.Range(10, 500).Select(id => (uint)id), replies.Order());
    }
}
