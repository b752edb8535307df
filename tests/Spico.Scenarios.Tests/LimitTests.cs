using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class LimitTests
{
    private const int TextBytes = 16 * 1024;

    [Theory, EveryWay]
    public async Task A_text_of_16_KiB_is_accepted_and_a_byte_more_is_refused(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);

        // Two bytes each: the limit counts bytes, not characters.
        string most = new('é', TextBytes / 2);
        await alice.Sends(talk, most);
        await bobs.Receives(most);
        Error refused = await Refusal.Of(ErrorCode.TooLarge, () => alice.Sends(talk, most + "."));
        Assert.Equal((ulong)TextBytes, refused.Limit);
        Assert.EndsWith("text", refused.Field, StringComparison.Ordinal);
        Assert.False(refused.Retryable);
        await Refusal.Of(ErrorCode.InvalidArgument, () => alice.Sends(talk, ""));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_title_of_200_characters_is_accepted_and_201_are_refused(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup(new string('ê', 200), bob);
        Assert.Equal(new string('ê', 200), (await bob.SeesInInbox(group))?.Title);
        Error refused = await Refusal.Of(() => alice.StartsGroup(new string('ê', 201), bob));
        Assert.True(refused.Code is ErrorCode.TooLarge or ErrorCode.InvalidArgument);
        Assert.Equal(200UL, refused.Limit);
        await Refusal.Of(ErrorCode.InvalidArgument, () => alice.StartsGroup("", bob));
    }

    [Theory, EveryWay]
    public async Task A_group_begins_with_at_most_500_others(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        IReadOnlyList<PersonId> crowd = await clinic.Register(501);

        CreateConversationResponse created = await alice.Client.CreateGroupAsync("Foule", crowd.Take(500));
        Assert.False(created.Conversation.IsEmpty);
        Error refused = await Refusal.Of(() => alice.Client.CreateGroupAsync("Foule", crowd));
        Assert.Equal((ErrorCode.TooLarge, 500UL), (refused.Code, refused.Limit));
    }

    [Theory, EveryWay]
    public async Task A_direct_conversation_has_exactly_one_other(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        NewMember[] others = [.. (await clinic.Register(2)).Select(Member)];
        foreach (NewMember[] members in new NewMember[][] { [], others, [Member(alice.Person)] })
        {
            var create = new CreateConversationRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Kind = ConversationKind.Direct,
                Members = { members },
            };
            Reply reply = await alice.Client.SendAsync(new Command { CreateConversation = create });
            Assert.Equal(ErrorCode.InvalidArgument, reply.Error?.Code);
        }
    }

    [Theory, EveryWay]
    public async Task A_page_holds_at_most_1000_facts(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        StreamId group = await alice.StartsGroup("Seule", Array.Empty<Colleague>());
        await alice.Client.ReadHistoryAsync(group, limit: 1000);
        Error refused = await Refusal.Of(() => alice.Client.ReadHistoryAsync(group, limit: 1001));
        Assert.Equal((ErrorCode.InvalidArgument, 1000UL), (refused.Code, refused.Limit));
        await Refusal.Of(ErrorCode.InvalidArgument, () => alice.Client.ListInboxAsync(201));
    }

    [Theory, EveryWay]
    public async Task Commands_beyond_the_rate_are_refused_with_a_delay(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Opens(talk);

        // The SDK waits and tries again by itself, except for typing, which is not worth it.
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => alice.Client.SendAsync(
                new Command { SendTyping = new SendTypingRequest { Stream = talk.ToByteString() } }).AsTask()));

        Error[] refusals = [.. replies.Where(reply => reply.Error is not null).Select(reply => reply.Error)];
        Assert.InRange(replies.Length - refusals.Length, 55, 199);
        Assert.All(refusals, refusal => Assert.Equal(ErrorCode.RateLimited, refusal.Code));
        Assert.All(refusals, refusal => Assert.True(refusal.Retryable && refusal.RetryAfterMs > 0));

        // Others notice nothing, and what is worth it comes through after the wait.
        await bob.Sends(talk, "je vous lis");
        await alice.Sends(talk, "pardon");
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_request_id_that_is_none_is_refused(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        StreamId group = await alice.StartsGroup("Seule", Array.Empty<Colleague>());
        foreach (int length in new[] { 0, 15, 17 })
        {
            Reply reply = await alice.Client.SendAsync(new Command
            {
                PostMessage = new PostMessageRequest
                {
                    RequestId = Google.Protobuf.ByteString.CopyFrom(new byte[length]),
                    Conversation = group.ToByteString(),
                    Text = "sans identité",
                },
            });
            Assert.Equal(ErrorCode.InvalidArgument, reply.Error?.Code);
            Assert.EndsWith("request_id", reply.Error!.Field, StringComparison.Ordinal);
        }
    }

    private static NewMember Member(PersonId person) => new() { Person = person.ToByteString() };
}
