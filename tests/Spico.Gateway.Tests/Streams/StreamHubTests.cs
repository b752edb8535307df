using CsCheck;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Gateway.Tests.Streams;

public sealed class StreamHubTests
{
    private readonly GatewayKit _kit = new();

    /// <summary>
    /// Goal: whatever is appended, delivered, delivered twice, lost on the way or read, a client gets the slice of the
    /// log after its position exactly once and in order. Method: random scripts over a scripted log.
    /// </summary>
    [Fact]
    public async Task Any_interleaving_gives_the_slice_of_the_log_exactly_once_in_order()
    {
        await Gen.Select(Gen.Int[0, 6], Gen.Int[-1, 6], Gen.Int[0, 5].Array[0, 40], Gen.Bool).SampleAsync(
            async (before, after, steps, fails) =>
            {
                var kit = new GatewayKit();
                int reads = 0;
                kit.Log.Before = async call =>
                {
                    await Task.Yield();
                    if (fails && call == "read" && ++reads % 3 == 1)
                    {
                        throw new TimeoutException();
                    }
                };
                for (int i = 0; i < before; i++)
                {
                    kit.Log.Append();
                }

                await using Session session = kit.Open();
                Task<Reply> opening = session.SendAsync(
                    kit.OpenCommand(after < 0 ? null : (ulong)Math.Min(after, before)), default).AsTask();
                List<Envelope> undelivered = [];
                int opened = 0;
                foreach (int step in steps)
                {
                    switch (step)
                    {
                        case 0:
                            undelivered.Add(kit.Log.Append());
                            break;
                        case 1:
                            kit.Deliver([.. undelivered]);
                            undelivered.Clear();
                            break;
                        case 2 when undelivered.Count > 0:
                            undelivered.RemoveAt(0);
                            break;
                        case 3 when undelivered.Count > 0:
                            kit.Deliver(undelivered[0], undelivered[0]);
                            break;
                        case 4:
                            await Task.Yield();
                            break;
                        case 5 when opened++ == 0:
                            await opening;
                            break;
                    }
                }

                Reply reply = await opening;
                kit.Deliver(kit.Log.Append());
                long from = after < 0 ? (long)reply.OpenStream.Head.Seq : Math.Min(after, before);
                List<Push> pushes = await GatewayKit.ReadAsync(session, (int)(kit.Log.Head - from));
                long[] seqs = [.. pushes.Select(push => (long)push.Fact.Seq)];
                IEnumerable<long> all = Enumerable.Range(1, (int)kit.Log.Head).Select(seq => (long)seq);
                long[] expected = [.. all.Where(seq => seq > from)];
                Assert.Equal(expected, seqs);
                Assert.False(session.Pushes.TryRead(out _));
            },
            iter: 300);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_wants_to_know_is_told_once_when_it_is_closed_and_up_to_where(bool isAsked)
    {
        _kit.Log.Opening = 7;
        _kit.Log.Append();
        _kit.Log.Append();
        int calls = 0;
        _kit.Log.Before = call => call == "closed" && calls++ == 0 ? throw new TimeoutException() : Task.CompletedTask;
        PersonId bob = PersonId.New();
        await using (Session session = _kit.Open(bob))
        {
            await session.SendAsync(_kit.OpenCommand(after: 1), default);
            _kit.Deliver(_kit.Log.Append());
            await GatewayKit.ReadAsync(session, 2);
            if (isAsked)
            {
                var close = new CloseStreamRequest { Stream = _kit.Stream.ToByteString() };
                await session.SendAsync(new Command { CloseStream = close }, default);
            }
        }

        await ToldAsync();
        Closing closing = Assert.Single(_kit.Log.Closings);
        Assert.Equal(
            (bob, _kit.Stream, 7L, 3L), (closing.Caller.Person, closing.Stream, closing.Opening, closing.UpTo));
        Assert.All(_kit.Log.OpenedAt, openedAt => Assert.Equal(2, openedAt));
        Assert.NotEmpty(_kit.Log.OpenedAt);
    }

    [Fact]
    public async Task A_stream_closed_while_it_is_being_opened_is_told_too()
    {
        _kit.Log.Opening = 7;
        TaskCompletionSource answer = new();
        _kit.Log.Before = call => call == "subscribe" ? answer.Task : Task.CompletedTask;
        Session session = _kit.Open();
        Task<Reply> opening = session.SendAsync(_kit.OpenCommand(), default).AsTask();
        await session.DisposeAsync();
        answer.SetResult();
        await opening;
        await ToldAsync();
        Assert.Equal(0, Assert.Single(_kit.Log.Closings).UpTo);
    }

    // A session closes its streams elsewhere.
    private async Task ToldAsync()
    {
        await Eventually.IsTrue("the session has closed its streams", () => _kit.Closed.Count == 1);
        _kit.Hub.Closings.Complete();
        await _kit.Hub.Closings.RunAsync(default);
    }

    [Fact]
    public async Task New_facts_only_when_no_position_is_given()
    {
        _kit.Log.Append();
        await using Session session = _kit.Open();
        Reply reply = await session.SendAsync(_kit.OpenCommand(), default);
        Assert.Equal(1ul, reply.OpenStream.Head.Seq);
        _kit.Deliver(_kit.Log.Append());
        Assert.Equal(2ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).Fact.Seq);
        Assert.Equal(0, _kit.Log.Reads);
    }

    [Theory]
    [InlineData(7u, 1ul, true)]
    [InlineData(1u, 4ul, true)]
    [InlineData(1u, ulong.MaxValue, true)]
    [InlineData(1u, 3ul, false)]
    public async Task A_position_that_cannot_be_continued_is_told_to_resync(uint epoch, ulong after, bool isResync)
    {
        for (int i = 0; i < 3; i++)
        {
            _kit.Log.Append();
        }

        await using Session session = _kit.Open();
        Reply reply = await session.SendAsync(_kit.OpenCommand(after, epoch), default);
        Assert.Equal(isResync, reply.OpenStream.Resync);
        _kit.Deliver(_kit.Log.Append());
        Assert.Equal(4ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).Fact.Seq);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    [InlineData(1000, true)]
    public async Task A_client_too_far_behind_is_told_to_resync(int facts, bool isResync)
    {
        _kit.Limits.ResumeFactsMax = 10;
        for (int i = 0; i < facts; i++)
        {
            _kit.Log.Append();
        }

        await using Session session = _kit.Open();
        Reply reply = await session.SendAsync(_kit.OpenCommand(0), default);
        Assert.Equal(isResync, reply.OpenStream.Resync);
    }

    [Fact]
    public async Task A_removed_member_receives_the_removal_then_the_end_and_nothing_newer()
    {
        PersonId bob = PersonId.New();
        await using Session session = _kit.Open(bob);
        await session.SendAsync(_kit.OpenCommand(), default);
        Envelope removal = _kit.Log.Append(access: new AccessChange(bob, null));
        _kit.Deliver(_kit.Log.Append(), removal, _kit.Log.Append());

        // Seq 2 was delivered before seq 1 was seen: the removal arrives through a page.
        List<Push> pushes = await GatewayKit.ReadAsync(session, 2);
        Assert.Equal(1ul, pushes[0].Fact.Seq);
        Assert.Equal(StreamEndReason.AccessEnded, pushes[1].StreamEnded.Reason);
        Assert.Equal(0, _kit.Presence.Present);
        Assert.Equal([_kit.Stream], _kit.Deliver(_kit.Log.Append()));
        Assert.False(session.Pushes.TryRead(out _));
    }

    [Fact]
    public async Task The_others_go_on_when_a_member_is_removed()
    {
        PersonId bob = PersonId.New();
        await using Session bobs = _kit.Open(bob);
        await using Session alices = _kit.Open();
        await bobs.SendAsync(_kit.OpenCommand(), default);
        await alices.SendAsync(_kit.OpenCommand(), default);
        _kit.Deliver(_kit.Log.Append(), _kit.Log.Append(access: new AccessChange(bob, null)), _kit.Log.Append());
        Assert.Equal([1ul, 2ul, 3ul], (await GatewayKit.ReadAsync(alices, 3)).Select(push => push.Fact.Seq));
        List<Push> last = await GatewayKit.ReadAsync(bobs, 3);
        Assert.Equal(2ul, last[1].Fact.Seq);
        Assert.NotNull(last[2].StreamEnded);
    }

    [Fact]
    public async Task Rights_that_change_take_effect_at_the_next_fact()
    {
        PersonId bob = PersonId.New();
        await using Session session = _kit.Open(bob);
        await session.SendAsync(_kit.OpenCommand(), default);
        var narrowed = new StreamAccess(0, 1u << (int)DataClass.Medical);
        _kit.Deliver(
            _kit.Log.Append(DataClass.Medical),
            _kit.Log.Append(DataClass.Medical, new AccessChange(bob, narrowed)),
            _kit.Log.Append(DataClass.Medical),
            _kit.Log.Append(DataClass.Social));
        List<Push> pushes = await GatewayKit.ReadAsync(session, 4);
        Assert.Equal([false, false, true, false], pushes.Select(push => push.Fact.Elided is not null));
        Assert.Equal([1ul, 2ul, 3ul, 4ul], pushes.Select(push => push.Fact.Seq));
        Assert.True(pushes[2].Fact.Author.IsEmpty);
    }

    [Fact]
    public async Task What_is_withheld_from_who_acts_stays_so_when_the_rights_of_the_other_grow()
    {
        PersonId bob = PersonId.New();
        _kit.Log.Withheld = 1u << (int)DataClass.Medical;
        _kit.Log.Access = StreamAccess.All.Without(_kit.Log.Withheld);
        await using Session session = _kit.Open(bob);
        await session.SendAsync(_kit.OpenCommand(), default);
        _kit.Deliver(
            _kit.Log.Append(DataClass.Social, new AccessChange(bob, StreamAccess.All)),
            _kit.Log.Append(DataClass.Medical));
        List<Push> pushes = await GatewayKit.ReadAsync(session, 2);
        Assert.Equal([false, true], pushes.Select(push => push.Fact.Elided is not null));
    }

    [Fact]
    public async Task Catching_up_waits_for_a_slow_reader_instead_of_ending_it()
    {
        _kit.Limits.OutboxPushesMax = 10;
        for (int i = 0; i < 200; i++)
        {
            _kit.Log.Append();
        }

        await using Session session = _kit.Open();
        await session.SendAsync(_kit.OpenCommand(0), default);
        List<Push> pushes = await GatewayKit.ReadAsync(session, 200);
        Assert.Equal(Enumerable.Range(1, 200).Select(seq => (ulong)seq), pushes.Select(push => push.Fact.Seq));
        Assert.False(session.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_reader_too_slow_for_what_is_live_is_ended_and_the_others_are_not()
    {
        _kit.Limits.OutboxPushesMax = 10;
        await using Session slow = _kit.Open();
        await using Session quick = _kit.Open();
        await slow.SendAsync(_kit.OpenCommand(), default);
        await quick.SendAsync(_kit.OpenCommand(), default);
        for (int i = 0; i < 11; i++)
        {
            _kit.Deliver(_kit.Log.Append());
            await GatewayKit.ReadAsync(quick, 1);
        }

        Goodbye goodbye = await slow.Ended.WaitAsync(Eventually.Patience);
        Assert.Equal(CloseCode.SlowConsumer, goodbye.Code);
        Assert.False(quick.Ended.IsCompleted);
        _kit.Deliver(_kit.Log.Append());
        Assert.Equal(12ul, Assert.Single(await GatewayKit.ReadAsync(quick, 1)).Fact.Seq);
    }

    [Fact]
    public async Task A_stream_that_nobody_has_open_is_answered_as_unwanted()
    {
        Session session = _kit.Open();
        await session.SendAsync(_kit.OpenCommand(), default);
        Assert.Empty(_kit.Deliver(_kit.Log.Append()));
        await session.SendAsync(
            new Command { CloseStream = new CloseStreamRequest { Stream = _kit.Stream.ToByteString() } }, default);
        Assert.Equal([_kit.Stream], _kit.Deliver(_kit.Log.Append(), _kit.Log.Append()));
        Assert.Empty(_kit.Hub.Streams);
    }

    [Fact]
    public async Task The_end_of_a_session_closes_its_streams()
    {
        Session session = _kit.Open();
        await session.SendAsync(_kit.OpenCommand(), default);
        Assert.Equal(1, _kit.Presence.Present);
        await session.DisposeAsync();
        Assert.True(SpinWait.SpinUntil(() => _kit.Closed.Count == 1, Eventually.Patience));
        Assert.Empty(_kit.Hub.Streams);
        Assert.Equal(0, _kit.Presence.Present);
    }

    [Fact]
    public async Task A_notice_reaches_the_sessions_that_have_the_inbox_open()
    {
        await using Session session = _kit.Open();
        await session.SendAsync(_kit.OpenCommand(), default);
        var frame = new Frame { Push = new Push { MarkChanged = new MarkChanged { Version = 5 } } };
        var notice = new Notice(_kit.Stream, Google.Protobuf.MessageExtensions.ToByteArray(frame));
        _kit.Hub.Deliver(new Delivery([], [notice], hasGap: false));
        Assert.Equal(5ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).MarkChanged.Version);
    }

    [Fact]
    public async Task Opening_is_refused_as_the_grain_refuses_and_leaves_nothing_behind()
    {
        PersonId bob = PersonId.New();
        _kit.Log.Append(access: new AccessChange(bob, null));
        await using Session session = _kit.Open(bob);
        Reply reply = await session.SendAsync(_kit.OpenCommand(), default);
        Assert.Equal(Protocol.V1.ErrorCode.NotAccessible, reply.Error.Code);
        Assert.NotEqual("", reply.Error.CorrelationId);
        Assert.Empty(_kit.Hub.Streams);
    }

    [Fact]
    public async Task Open_streams_are_counted()
    {
        _kit.Limits.OpenStreamsMax = 2;
        await using Session session = _kit.Open();
        for (int i = 0; i < 3; i++)
        {
            var id = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
            var open = new Command { OpenStream = new OpenStreamRequest { Stream = id.ToByteString() } };
            Reply reply = await session.SendAsync(open, default);
            Assert.Equal(i < 2 ? Reply.BodyOneofCase.OpenStream : Reply.BodyOneofCase.Error, reply.BodyCase);
        }

        Assert.Equal(2, _kit.Hub.Streams.Count);
    }

    [Fact]
    public async Task Opening_again_starts_again_at_the_position_given()
    {
        await using Session session = _kit.Open();
        await session.SendAsync(_kit.OpenCommand(), default);
        _kit.Deliver(_kit.Log.Append());
        await GatewayKit.ReadAsync(session, 1);
        await session.SendAsync(_kit.OpenCommand(0), default);
        Assert.Equal(1ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).Fact.Seq);
        Assert.Single(Assert.Single(_kit.Hub.Streams).Snapshot());
        Assert.Equal(1, _kit.Presence.Present);
    }

    [Fact]
    public async Task When_the_store_went_back_every_stream_is_told_to_resync()
    {
        await using Session session = _kit.Open();
        _kit.Log.Append();
        await session.SendAsync(_kit.OpenCommand(), default);
        _kit.Hub.NoteEpoch(2);
        Push push = Assert.Single(await GatewayKit.ReadAsync(session, 1));
        Assert.Equal(StreamEndReason.Resync, push.StreamEnded.Reason);
    }
}
