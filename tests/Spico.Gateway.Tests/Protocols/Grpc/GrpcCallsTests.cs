using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Spico.Gateway.Protocols.Grpc;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Protocols.Grpc;

public sealed class GrpcCallsTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private GrpcDoor _door = null!;

    public static TheoryData<string> UnaryCommands => [.. GrpcMethod.Services
        .SelectMany(service => service.Methods)
        .Where(method => !method.IsServerStreaming && method.InputType != SignInRequest.Descriptor)
        .Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(UnaryCommands))]
    public async Task Every_unary_method_is_the_command_of_its_request_and_the_body_of_its_reply(string fullName)
    {
        MethodDescriptor method = GrpcMethod.Services
            .SelectMany(service => service.Methods).Single(method => method.FullName == fullName);
        using AsyncServerStreamingCall<Push> watch = _door.Streams.Watch(new WatchRequest(), GrpcDoor.As("alice"));
        Assert.True(await watch.ResponseStream.MoveNext());

        await CallAsync(method, []);

        FieldDescriptor sent = Command.Descriptor.Oneofs[0].Accessor
            .GetCaseFieldDescriptor(Assert.Single(_door.Session().Commands))!;
        Assert.Equal(method.InputType, sent.MessageType);
        Assert.Equal(method.OutputType, Reply.Descriptor.FindFieldByName(sent.Name).MessageType);
    }

    [Fact]
    public async Task A_request_arrives_whole_and_its_answer_too()
    {
        var request = new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = ByteString.CopyFrom(new byte[16]),
            Text = "Bonjour à tous",
        };
        var answer = new PostMessageResponse { Position = new Position { Epoch = 3, Seq = 8 }, Ordinal = 5, At = 9 };
        _door.Gate.Prepare = session => session.Answer = (_, _) => new(new Reply { PostMessage = answer });

        PostMessageResponse response =
            await _door.Conversations.PostMessageAsync(request, GrpcDoor.As("alice", "phone"));

        Assert.Equal(answer, response);
        Assert.Equal(request, _door.Session().Commands.Single().PostMessage);
        SessionRequest opened = _door.Session().Request;
        Assert.Equal(("alice", "phone", "grpc"), (opened.Hello.AccessToken, opened.Hello.Device, opened.Protocol));
        Assert.StartsWith("grpc-dotnet/", opened.Hello.Client);
        Assert.NotNull(opened.RemoteAddress);
    }

    [Fact]
    public async Task A_refusal_is_a_status_with_the_error_and_the_delay_in_its_details()
    {
        var error = new Error
        {
            Code = ErrorCode.RateLimited,
            Message = "Too fast.",
            Retryable = true,
            RetryAfterMs = 1500,
            CorrelationId = "c1",
        };
        _door.Gate.Prepare = session => session.Answer = (_, _) => new(new Reply { Error = error });

        RpcException refused = await RefusedAsync(GrpcDoor.As("alice"));

        Assert.Equal((StatusCode.ResourceExhausted, "Too fast."), (refused.StatusCode, refused.Status.Detail));
        Google.Rpc.Status status = refused.GetRpcStatus()!;
        Assert.Equal(error, status.GetDetail<Error>());
        Assert.Equal(1.5, status.GetDetail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan().TotalSeconds);
    }

    [Fact]
    public async Task Calls_with_the_same_token_and_device_share_a_session_and_others_do_not()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(GrpcDoor.As("alice", "phone"))));
        FakeSession shared = _door.Session();
        Assert.Equal(20, shared.Commands.Count);

        await PostAsync(GrpcDoor.As("alice", "desk"));
        await PostAsync(GrpcDoor.As("alice"));
        await PostAsync(GrpcDoor.As("bob", "phone"));

        Assert.Equal(4, _door.Gate.Opened.Count);
        Assert.Equal(20, shared.Commands.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWxpY2U6c2VjcmV0")]
    public async Task A_call_without_a_bearer_token_is_unauthenticated(string? authorization)
    {
        Metadata metadata = [];
        if (authorization is not null)
        {
            metadata.Add("authorization", authorization);
        }

        RpcException refused = await RefusedAsync(metadata);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Error error = refused.GetRpcStatus()!.GetDetail<Error>()!;
        Assert.Equal(ErrorCode.Unauthenticated, error.Code);
        Assert.NotEmpty(error.CorrelationId);
        Assert.Empty(_door.Gate.Opened);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_unauthenticated_with_the_goodbye_in_the_details()
    {
        RpcException refused = await RefusedAsync(GrpcDoor.As("bad"));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(CloseCode.Unauthenticated, refused.GetRpcStatus()!.GetDetail<Goodbye>()!.Code);
    }

    [Fact]
    public async Task A_token_or_device_beyond_its_length_is_refused_without_a_session()
    {
        await PostAsync(GrpcDoor.As(new string('t', 8192), new string('d', 64)));
        RpcException token = await RefusedAsync(GrpcDoor.As(new string('t', 8193)));
        RpcException device = await RefusedAsync(GrpcDoor.As("alice", new string('d', 65)));

        Assert.Equal(StatusCode.InvalidArgument, token.StatusCode);
        Assert.Equal(8192u, token.GetRpcStatus()!.GetDetail<Error>()!.Limit);
        Assert.Equal(64u, device.GetRpcStatus()!.GetDetail<Error>()!.Limit);
        Assert.Single(_door.Gate.Opened);
    }

    [Fact]
    public async Task Signing_in_needs_no_token_and_leaves_no_session()
    {
        var request = new SignInRequest { Login = "alice", Password = "correct horse" };

        SignInResponse response = await _door.Accounts.SignInAsync(request);

        Assert.Equal("issued-token", response.AccessToken);
        Assert.Equal((_door.Gate.Alice.ToByteString(), "Alice Example", 1_800_000_000_000),
            (response.Person, response.Name, response.ExpiresAt));
        await Eventually.Completes("the session of the sign-in ends", _door.Session().Disposed);

        request.Password = "bad";
        RpcException refused =
            await Assert.ThrowsAsync<RpcException>(async () => await _door.Accounts.SignInAsync(request));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task An_idle_session_ends_after_a_minute_and_a_call_keeps_it()
    {
        await PostAsync(GrpcDoor.As("alice"));
        _door.Time.Advance(TimeSpan.FromSeconds(59));
        await PostAsync(GrpcDoor.As("alice"));
        _door.Time.Advance(TimeSpan.FromSeconds(59));
        await PostAsync(GrpcDoor.As("alice"));
        FakeSession session = _door.Session();
        Assert.False(session.Disposed.IsCompleted);

        _door.Time.Advance(TimeSpan.FromSeconds(66));

        await Eventually.Completes("the idle session ends", session.Disposed);
        await PostAsync(GrpcDoor.As("alice"));
        Assert.Equal(2, _door.Gate.Opened.Count);
        Assert.Equal(1, session.Disposals);
    }

    [Fact]
    public async Task A_session_that_ended_is_replaced_at_the_next_call()
    {
        await PostAsync(GrpcDoor.As("alice"));
        FakeSession first = _door.Session();
        first.End(CloseCode.TokenExpired, "The token ended.");

        await PostAsync(GrpcDoor.As("alice"));

        Assert.Equal(2, _door.Gate.Opened.Count);
        await Eventually.Completes("the ended session is disposed of", first.Disposed);
    }

    [Fact]
    public async Task A_call_whose_session_ends_under_it_is_told_why()
    {
        _door.Gate.Prepare = session => session.Answer = (_, _) =>
        {
            session.End(CloseCode.SlowConsumer, "Too slow.");
            return new(new Reply { Error = new Error { Code = ErrorCode.Unauthenticated, Message = "Ended." } });
        };

        RpcException refused = await RefusedAsync(GrpcDoor.As("alice"));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(CloseCode.SlowConsumer, refused.GetRpcStatus()!.GetDetail<Goodbye>()!.Code);
    }

    [Fact]
    public async Task A_call_without_an_answer_is_given_up_at_the_servers_deadline()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<Reply>();
        _door.Gate.Prepare = session => session.Answer = (_, cancellationToken) =>
        {
            asked.SetResult();
            return new(never.Task.WaitAsync(cancellationToken));
        };
        Task<RpcException> refused = RefusedAsync(GrpcDoor.As("alice"));
        await Eventually.Completes("the session is asked", asked.Task);

        _door.Time.Advance(TimeSpan.FromSeconds(10));

        RpcException late = await Eventually.Completes("the call is given up", refused);
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        Error error = late.GetRpcStatus()!.GetDetail<Error>()!;
        Assert.Equal((ErrorCode.Deadline, true, 10_000u), (error.Code, error.Retryable, error.Limit));
    }

    [Fact]
    public async Task A_defect_is_internal_and_tells_nothing_but_where_to_look()
    {
        _door.Gate.Prepare = session => session.Answer = (_, _) => throw new InvalidOperationException("secret");

        RpcException failed = await RefusedAsync(GrpcDoor.As("alice"));

        Assert.Equal(StatusCode.Internal, failed.StatusCode);
        Assert.DoesNotContain("secret", failed.ToString());
        Assert.NotEmpty(failed.GetRpcStatus()!.GetDetail<Error>()!.CorrelationId);
    }

    [Fact]
    public async Task A_gate_that_fails_once_does_not_fail_for_ever()
    {
        bool isBroken = true;
        _door.Gate.Refuse = _ => isBroken ? throw new InvalidOperationException("broken") : null;
        Assert.Equal(StatusCode.Internal, (await RefusedAsync(GrpcDoor.As("alice"))).StatusCode);
        isBroken = false;

        await PostAsync(GrpcDoor.As("alice"));
    }

    [Fact]
    public async Task A_request_beyond_64_KiB_is_refused_and_one_of_that_size_is_not()
    {
        int overhead = new PostMessageRequest { Text = new string('x', 60_000) }.CalculateSize() - 60_000;
        await PostAsync(GrpcDoor.As("alice"), new string('x', 65_536 - overhead));

        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            () => PostAsync(GrpcDoor.As("alice"), new string('x', 65_537 - overhead)));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Single(_door.Session().Commands);
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("0a10")]
    [InlineData("1a04c3c3c3c3")]
    [InlineData("nested")]
    public async Task Bytes_that_are_no_request_are_malformed(string hex)
    {
        // Groups nested deeper than any message of ours, inside an unknown field.
        byte[] bytes = hex == "nested" ? [.. Enumerable.Repeat((byte)0x7b, 10_000)] : Convert.FromHexString(hex);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync(PostMessage, bytes));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(ErrorCode.Malformed, refused.GetRpcStatus()!.GetDetail<Error>()!.Code);
        await PostAsync(GrpcDoor.As("alice"));
    }

    [Fact]
    public async Task Unknown_fields_of_a_request_are_let_through()
    {
        await CallAsync(PostMessage, Convert.FromHexString("1a0161f87f01"));

        Assert.Equal("a", _door.Session().Commands.Single().PostMessage.Text);
    }

    public async ValueTask InitializeAsync() => _door = await GrpcDoor.OpenAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    private static MethodDescriptor PostMessage =>
        ConversationService.Descriptor.FindMethodByName(nameof(PostMessage));

    private async Task PostAsync(Metadata metadata, string text = "hello") =>
        await _door.Conversations.PostMessageAsync(new PostMessageRequest { Text = text }, metadata);

    private Task<RpcException> RefusedAsync(Metadata metadata) =>
        Assert.ThrowsAsync<RpcException>(() => PostAsync(metadata));

    private async Task CallAsync(MethodDescriptor method, byte[] request)
    {
        var raw = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Raw, Raw);
        await _door.Channel.CreateCallInvoker()
            .AsyncUnaryCall(raw, null, new CallOptions(GrpcDoor.As("alice")), request);
    }
}
