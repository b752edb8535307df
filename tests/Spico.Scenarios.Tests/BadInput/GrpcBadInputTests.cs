using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Scenarios.Tests.BadInput;

public sealed class GrpcBadInputTests
{
    private static readonly Method<byte[], byte[]> Post = new(
        MethodType.Unary, "spico.v1.ConversationService", "PostMessage", Raw, Raw);

    private static Marshaller<byte[]> Raw => Marshallers.Create(bytes => bytes, bytes => bytes);

    [Fact]
    public async Task A_call_without_a_good_token_is_unauthenticated()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(others.Node.Doors.Grpc!);
        var inbox = new InboxService.InboxServiceClient(channel);
        Metadata?[] bad = [null, [], new Metadata { { "authorization", "Bearer nonsense" } },
            new Metadata { { "authorization", "Basic YTpi" } }];
        foreach (Metadata? headers in bad)
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(
                () => inbox.ListInboxAsync(new ListInboxRequest(), headers).ResponseAsync);
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }

        await others.NoticeNothing();
    }

    [Fact]
    public async Task A_request_over_the_limit_is_resource_exhausted()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        RpcException refused = await CallAsync(others, new byte[5 * 1024 * 1024]);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_refused()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        RpcException refused = await CallAsync(others, [0xff, 0xff, 0xff, 0xff]);
        Assert.Contains(refused.StatusCode, new[] { StatusCode.InvalidArgument, StatusCode.Internal });
        Assert.DoesNotContain("   at ", refused.Status.Detail, StringComparison.Ordinal);
        await others.NoticeNothing();
    }

    [Fact]
    public async Task Nesting_beyond_the_limit_is_refused()
    {
        await using Bystanders others = await Bystanders.TalkAsync();

        // Groups within groups, of an unknown field: 0x9b 0x06 begins one.
        byte[] deep = [.. Enumerable.Range(0, 5000).SelectMany(_ => new byte[] { 0x9b, 0x06 })];
        RpcException refused = await CallAsync(others, deep);
        Assert.Contains(refused.StatusCode, new[] { StatusCode.InvalidArgument, StatusCode.Internal });
        await others.NoticeNothing();
    }

    [Fact]
    public async Task An_unknown_field_is_ignored_and_an_unknown_enum_value_is_refused()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(others.Node.Doors.Grpc!);
        var conversations = new ConversationService.ConversationServiceClient(channel);
        var headers = new Metadata { { "authorization", $"Bearer {others.Token}" } };
        var create = new CreateConversationRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Kind = (ConversationKind)77,
            Title = "?",
        };
        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            () => conversations.CreateConversationAsync(create, headers).ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);

        create.Kind = ConversationKind.Group;
        byte[] withUnknown = [.. create.ToByteArray(), 0xfa, 0x3e, 0x01, 0x00];
        CreateConversationRequest parsed = CreateConversationRequest.Parser.ParseFrom(withUnknown);
        Assert.False((await conversations.CreateConversationAsync(parsed, headers)).Conversation.IsEmpty);
    }

    [Fact]
    public async Task A_forbidden_conversation_is_not_found_and_says_no_more_than_an_unknown_one()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        byte[] bytes = Guid.NewGuid().ToByteArray();
        bytes[0] = others.Talk.ToByteString()[0];
        Status forbidden = await StatusAt(others, others.Talk.ToByteString());
        Status unknown = await StatusAt(others, ByteString.CopyFrom(bytes));
        Assert.Equal(StatusCode.NotFound, forbidden.StatusCode);
        Assert.Equal((unknown.StatusCode, unknown.Detail), (forbidden.StatusCode, forbidden.Detail));
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented()
    {
        await using Bystanders others = await Bystanders.TalkAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(others.Node.Doors.Grpc!);
        var nothing = new Method<byte[], byte[]>(MethodType.Unary, "spico.v1.NoService", "Nothing", Raw, Raw);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker()
            .AsyncUnaryCall(nothing, null, default, []).ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        await others.NoticeNothing();
    }

    private static async Task<Status> StatusAt(Bystanders others, ByteString conversation)
    {
        RpcException refused = await CallAsync(others, new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation,
            Text = "?",
        }.ToByteArray());
        return refused.Status;
    }

    private static async Task<RpcException> CallAsync(Bystanders others, byte[] request)
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(
            others.Node.Doors.Grpc!, new GrpcChannelOptions { MaxSendMessageSize = null });
        var options = new CallOptions(new Metadata { { "authorization", $"Bearer {others.Token}" } });
        return await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker()
            .AsyncUnaryCall(Post, null, options, request).ResponseAsync);
    }
}
