using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Messages;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations;

public sealed class CommunityTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task Only_those_whose_role_allows_it_post()
    {
        StreamId channel = await OpenAsync(ConversationKind.Community);
        await clinic.PostAsync(_alice, channel, "welcome");
        Assert.Equal(ErrorCode.NotAccessible, await PostAsync(_bob, channel));

        Assert.NotNull((await SetAsync(_alice, channel, _bob, MemberRole.Poster)).SetMemberRole.Position);
        Assert.Null((await SetAsync(_alice, channel, _bob, MemberRole.Poster)).SetMemberRole.Position);
        await clinic.DeactivateAsync(clinic.Conversation(channel));
        Assert.Null(await PostAsync(_bob, channel));
        await SetAsync(_alice, channel, _bob, MemberRole.Unspecified);
        Assert.Equal(ErrorCode.NotAccessible, await PostAsync(_bob, channel));
    }

    [Fact]
    public async Task A_moderator_takes_back_what_others_posted()
    {
        StreamId channel = await OpenAsync(ConversationKind.Community);
        ulong message = (await clinic.PostAsync(_alice, channel, "wrong")).Position.Seq;
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.RetractAsync(_bob, channel, message)).Error.Code);
        await SetAsync(_alice, channel, _bob, MemberRole.Moderator);
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.EditAsync(_bob, channel, message, "right")).Error.Code);
        Assert.Null((await clinic.RetractAsync(_bob, channel, message)).Error);
    }

    [Fact]
    public async Task Roles_are_said_by_the_creator_of_a_community_and_end_with_the_membership()
    {
        StreamId channel = await OpenAsync(ConversationKind.Community);
        Assert.Equal(
            ErrorCode.NotAccessible, (await SetAsync(_bob, channel, _bob, MemberRole.Moderator)).Error.Code);
        Assert.Equal(
            ErrorCode.InvalidArgument, (await SetAsync(_alice, channel, _alice, MemberRole.Poster)).Error.Code);
        Assert.Equal(
            ErrorCode.InvalidArgument, (await SetAsync(_alice, channel, _bob, (MemberRole)9)).Error.Code);
        await SetAsync(_alice, channel, _carol, MemberRole.Poster);
        await clinic.RemoveAsync(_alice, channel, _carol);
        await clinic.AddAsync(_alice, channel, Cluster.Reader(_carol));
        Assert.Equal(ErrorCode.NotAccessible, await PostAsync(_carol, channel));

        StreamId theme = await OpenAsync(ConversationKind.Theme);
        Assert.Null(await PostAsync(_bob, theme));
        Assert.Equal(ErrorCode.WrongState, (await SetAsync(_alice, theme, _bob, MemberRole.Poster)).Error.Code);
    }

    private async Task<StreamId> OpenAsync(ConversationKind kind)
    {
        CreateConversationRequest creation = Cluster.Group("Channel", Cluster.Reader(_bob), Cluster.Reader(_carol));
        creation.Kind = kind;
        Reply created = await clinic.CreateAsync(_alice, creation);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId stream));
        return stream;
    }

    private async Task<ErrorCode?> PostAsync(PersonId person, StreamId channel) =>
        (await clinic.Conversation(channel).Post(Cluster.As(person), Cluster.Message(channel, "text"))).Error?.Code;

    private async Task<Reply> SetAsync(PersonId person, StreamId channel, PersonId whose, MemberRole role) =>
        await clinic.Conversation(channel).SetMemberRole(Cluster.As(person), new SetMemberRoleRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = channel.ToByteString(),
            Person = whose.ToByteString(),
            Role = role,
        });
}
