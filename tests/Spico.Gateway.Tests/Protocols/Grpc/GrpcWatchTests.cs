using Google.Protobuf;
using Grpc.Core;
using Spico.Gateway.Protocols.Grpc;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols.Grpc;

public sealed class GrpcWatchTests : IAsyncLifetime
{
    private readonly ByteString _first = NewStream();
    private readonly ByteString _second = NewStream();
    private GrpcDoor _door = null!;

    [Fact]
    public async Task A_watch_begins_with_watching_then_each_stream_opened_then_the_pushes()
    {
        _door.Gate.Prepare = session => session.Answer = (command, _) =>
        {
            session.Tell(TypingIn(command.OpenStream.Stream));
            return new(new Reply { OpenStream = new OpenStreamResponse { Head = new Position { Seq = 7 } } });
        };
        using AsyncServerStreamingCall<Push> watch = Watch("alice", _first, _second);

        Push watching = await NextAsync(watch);
        FakeSession session = _door.Session();
        Assert.Equal(session.Id.ToByteString(), watching.Watching.Session);
        Assert.Equal((3u, session.Welcome.Inbox), (watching.Watching.Epoch, watching.Watching.Inbox));
        Assert.Equal(7u, (await NextAsync(watch)).Opened.Head.Seq);
        Assert.Equal(_first, (await NextAsync(watch)).Typing.Stream);
        Assert.Equal(7u, (await NextAsync(watch)).Opened.Head.Seq);
        Assert.Equal(_second, (await NextAsync(watch)).Typing.Stream);

        for (int i = 0; i < 300; i++)
        {
            session.Tell(new Push { MarkChanged = new MarkChanged { ReadUpTo = (ulong)i } });
        }

        for (ulong i = 0; i < 300; i++)
        {
            Assert.Equal(i, (await NextAsync(watch)).MarkChanged.ReadUpTo);
        }
    }

    [Fact]
    public async Task A_stream_that_is_not_accessible_is_told_as_ended_and_the_others_are_watched()
    {
        _door.Gate.Prepare = session => session.Answer = (command, _) => new(
            command.OpenStream.Stream == _first ? Refusal(ErrorCode.NotAccessible) : FakeSession.EmptyReplyTo(command));
        using AsyncServerStreamingCall<Push> watch = Watch("alice", _first, _second);

        await NextAsync(watch);
        StreamEnded ended = (await NextAsync(watch)).StreamEnded;
        Assert.Equal((_first, StreamEndReason.AccessEnded), (ended.Stream, ended.Reason));
        Assert.Equal(Push.KindOneofCase.Opened, (await NextAsync(watch)).KindCase);
    }

    [Fact]
    public async Task A_watch_that_opens_many_streams_opens_them_at_the_pace_allowed()
    {
        int refusals = 0;
        var refused = new TaskCompletionSource();
        _door.Gate.Prepare = session => session.Answer = (command, _) =>
        {
            if (Interlocked.Increment(ref refusals) > 1)
            {
                return new(FakeSession.EmptyReplyTo(command));
            }

            refused.SetResult();
            return new(Refusal(ErrorCode.RateLimited, retryAfterMilliseconds: 700));
        };
        using AsyncServerStreamingCall<Push> watch = Watch("alice", _first);
        await NextAsync(watch);
        await Eventually.Completes("the open is refused once", refused.Task);
        Task<Push> opened = NextAsync(watch);
        await Eventually.IsTrue("the open is tried again", () =>
        {
            _door.Time.Advance(TimeSpan.FromMilliseconds(350));
            return opened.IsCompleted;
        });

        Assert.Equal(Push.KindOneofCase.Opened, (await opened).KindCase);
    }

    [Fact]
    public async Task Any_other_refusal_of_a_stream_ends_the_watch()
    {
        _door.Gate.Prepare = session => session.Answer = (_, _) => new(Refusal(ErrorCode.Unavailable));
        using AsyncServerStreamingCall<Push> watch = Watch("alice", _first);
        await NextAsync(watch);

        RpcException ended = await EndedAsync(watch);

        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Equal(ErrorCode.Unavailable, ended.GetRpcStatus()!.GetDetail<Error>()!.Code);
    }

    [Fact]
    public async Task Opening_a_stream_without_a_watch_is_refused_and_with_one_it_is_not()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => OpenStreamAsync("alice"));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Error error = refused.GetRpcStatus()!.GetDetail<Error>()!;
        Assert.Equal(ErrorCode.WrongState, error.Code);
        Assert.Contains("Watch", error.Message);

        using AsyncServerStreamingCall<Push> watch = Watch("alice");
        await NextAsync(watch);
        await OpenStreamAsync("alice");

        Assert.Equal(Command.BodyOneofCase.OpenStream, Assert.Single(_door.Session().Commands).BodyCase);
    }

    [Fact]
    public async Task A_second_watch_takes_over_and_the_first_ends_with_its_session()
    {
        using AsyncServerStreamingCall<Push> first = Watch("alice");
        await NextAsync(first);
        FakeSession replaced = _door.Session();
        using AsyncServerStreamingCall<Push> second = Watch("alice");
        Push watching = await NextAsync(second);

        RpcException ended = await EndedAsync(first);

        Assert.Equal(StatusCode.FailedPrecondition, ended.StatusCode);
        Assert.Equal(ErrorCode.WrongState, ended.GetRpcStatus()!.GetDetail<Error>()!.Code);
        await Eventually.Completes("the first session ends", replaced.Disposed);
        await OpenStreamAsync("alice");
        FakeSession current = _door.Gate.Opened.Last();
        Assert.Equal(current.Id.ToByteString(), watching.Watching.Session);
        Assert.Single(current.Commands);
        Assert.Equal(2, _door.Gate.Opened.Count);
    }

    [Fact]
    public async Task The_session_of_a_watch_ends_with_it_and_a_call_under_way_is_still_answered()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<Reply>();
        _door.Gate.Prepare = session => session.Answer = (_, _) =>
        {
            asked.SetResult();
            return new(answer.Task);
        };
        using AsyncServerStreamingCall<Push> watch = Watch("alice");
        await NextAsync(watch);
        FakeSession session = _door.Session();
        Task post = _door.Conversations.PostMessageAsync(new PostMessageRequest(), GrpcDoor.As("alice")).ResponseAsync;
        await Eventually.Completes("the post is under way", asked.Task);

        watch.Dispose();
        _door.Gate.Prepare = _ => { };
        await Eventually.Becomes(
            "calls find another session",
            async () =>
            {
                await _door.Conversations.LeaveConversationAsync(new LeaveConversationRequest(), GrpcDoor.As("alice"));
                return _door.Gate.Opened.Count;
            },
            count => count == 2,
            "2 sessions opened");
        Assert.False(session.Disposed.IsCompleted);

        answer.SetResult(new Reply { PostMessage = new PostMessageResponse() });
        await post;
        await Eventually.Completes("the session ends", session.Disposed);
    }

    [Fact]
    public async Task A_renewed_session_goes_on_under_the_new_token()
    {
        using AsyncServerStreamingCall<Push> watch = Watch("old");
        await NextAsync(watch);

        await _door.Accounts.RenewSessionAsync(new RenewSessionRequest { AccessToken = "new" }, GrpcDoor.As("old"));
        await OpenStreamAsync("new");
        Assert.Single(_door.Gate.Opened);

        await Assert.ThrowsAsync<RpcException>(() => OpenStreamAsync("old"));
        watch.Dispose();
        await Eventually.Completes("the session ends with its watch", _door.Gate.Opened.First().Disposed);
    }

    [Fact]
    public async Task A_push_is_the_bytes_of_the_shared_frame_and_not_encoded_again()
    {
        // Field 2047 is unknown here, and the field order is not the one an encoder would choose.
        byte[] push = Convert.FromHexString("f87f011a00");
        byte[] frame = [0x12, (byte)push.Length, .. push];
        Assert.Equal(push, GrpcMarshallers.CutPush(new SharedPush(frame)).ToArray());

        Push large = Message(20_000);
        var shared = new SharedPush(new Frame { Push = large }.ToByteArray());
        Assert.Equal(large.ToByteArray(), GrpcMarshallers.CutPush(shared).ToArray());

        // A frame that is more than a push is not a slice of one.
        Assert.Empty(GrpcMarshallers.CutPush(new SharedPush([0x12, 0, 0x08, 1])).ToArray());
        Assert.Equal(large.ToByteArray(), GrpcMarshallers.CutPush(
            new SharedPush(new Frame { Id = 1, Push = large }.ToByteArray())).ToArray());
    }

    [Theory]
    [InlineData(CloseCode.GoingAway, StatusCode.Unavailable)]
    [InlineData(CloseCode.SlowConsumer, StatusCode.Unavailable)]
    [InlineData(CloseCode.TokenExpired, StatusCode.Unauthenticated)]
    [InlineData(CloseCode.Unauthenticated, StatusCode.Unauthenticated)]
    [InlineData(CloseCode.RateLimited, StatusCode.ResourceExhausted)]
    public async Task The_end_of_the_session_is_a_status_with_the_goodbye_after_the_last_push(
        CloseCode code, StatusCode expected)
    {
        using AsyncServerStreamingCall<Push> watch = Watch("alice");
        await NextAsync(watch);
        _door.Session().Tell(TypingIn(_first));
        _door.Session().End(code, "Because.");

        Assert.Equal(_first, (await NextAsync(watch)).Typing.Stream);
        RpcException ended = await EndedAsync(watch);

        Assert.Equal((expected, "Because."), (ended.StatusCode, ended.Status.Detail));
        Assert.Equal(code, ended.GetRpcStatus()!.GetDetail<Goodbye>()!.Code);
        await Eventually.Completes("the session is disposed of", _door.Session().Disposed);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_reset_once_its_session_has_ended()
    {
        using AsyncServerStreamingCall<Push> watch = Watch("alice");
        await NextAsync(watch);
        FakeSession session = _door.Session();
        for (int i = 0; i < 200; i++)
        {
            session.Tell(Message(16_000));
        }

        session.End(CloseCode.SlowConsumer, "Too slow.");
        await Eventually.IsTrue("the session is disposed of", () =>
        {
            _door.Time.Advance(TimeSpan.FromSeconds(1));
            return session.Disposed.IsCompleted;
        });
    }

    public async ValueTask InitializeAsync() => _door = await GrpcDoor.OpenAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    private static ByteString NewStream() =>
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).ToByteString();

    private static Push Message(int bytes) =>
        new() { Fact = new Fact { MessagePosted = new MessagePosted { Text = new string('x', bytes) } } };

    private static Push TypingIn(ByteString stream) => new() { Typing = new Typing { Stream = stream } };

    private static Reply Refusal(ErrorCode code, uint retryAfterMilliseconds = 0) =>
        new() { Error = new Error { Code = code, RetryAfterMs = retryAfterMilliseconds } };

    private static async Task<Push> NextAsync(AsyncServerStreamingCall<Push> watch)
    {
        Assert.True(await Eventually.Completes("the next push", watch.ResponseStream.MoveNext(CancellationToken.None)));
        return watch.ResponseStream.Current;
    }

    private static Task<RpcException> EndedAsync(AsyncServerStreamingCall<Push> watch) =>
        Eventually.Completes("the watch ends", Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            {
            }
        }));

    private AsyncServerStreamingCall<Push> Watch(string token, params ByteString[] streams)
    {
        var request = new WatchRequest();
        request.Open.AddRange(streams.Select(stream => new OpenStreamRequest { Stream = stream }));
        return _door.Streams.Watch(request, GrpcDoor.As(token));
    }

    private async Task OpenStreamAsync(string token) =>
        await _door.Streams.OpenStreamAsync(new OpenStreamRequest { Stream = _first }, GrpcDoor.As(token));
}
