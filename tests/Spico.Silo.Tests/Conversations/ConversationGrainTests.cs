using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations;

public sealed class ConversationGrainTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task What_is_posted_is_read_by_every_member_in_one_order()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, round, "one");
        PostMessageResponse second = await clinic.PostAsync(_bob, round, "two");

        Assert.Equal(2u, second.Ordinal);
        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(["one", "two"], Texts(facts));
        Assert.Equal(Enumerable.Range(1, facts.Count).Select(seq => (ulong)seq), facts.Select(fact => fact.Seq));
        Assert.Equal(facts, await clinic.ReadAllAsync(_alice, round));
    }

    [Fact]
    public async Task A_repeated_request_is_carried_out_once_and_answered_alike()
    {
        CreateConversationRequest creation = Cluster.Group("Round", Cluster.Reader(_bob));
        Reply created = await clinic.CreateAsync(_alice, creation);
        Assert.Equal(created, await clinic.CreateAsync(_alice, creation));
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId round));

        PostMessageRequest message = Cluster.Message(round, "once");
        Reply first = await clinic.Conversation(round).Post(Cluster.As(_alice), message);
        Reply[] more = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            clinic.Conversation(round).Post(Cluster.As(_alice), message.Clone()).AsTask()));
        Assert.All(more, reply => Assert.Equal(first, reply));

        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal(first, await clinic.Conversation(round).Post(Cluster.As(_alice), message));
        Assert.Equal(["once"], Texts(await clinic.ReadAllAsync(_bob, round)));
    }

    [Fact]
    public async Task A_request_id_with_another_body_is_refused()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        PostMessageRequest message = Cluster.Message(round, "first");
        Assert.Null((await clinic.Conversation(round).Post(Cluster.As(_alice), message)).Error);

        message = message.Clone();
        message.Text = "second";
        Reply again = await clinic.Conversation(round).Post(Cluster.As(_alice), message);
        Assert.Equal(ErrorCode.IdReused, again.Error.Code);

        // Another author's id is another id.
        Assert.Null((await clinic.Conversation(round).Post(Cluster.As(_bob), message)).Error);
    }

    [Fact]
    public async Task A_new_member_reads_all_or_only_what_follows()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        await clinic.PostAsync(_alice, round, "before");
        Reply added = await clinic.AddAsync(_alice, round, Cluster.Reader(_bob, all: false));
        Assert.Null((await clinic.AddAsync(_alice, round, Cluster.Reader(_carol))).Error);
        await clinic.PostAsync(_alice, round, "after");

        Assert.Equal(["before", "after"], Texts(await clinic.ReadAllAsync(_carol, round)));
        List<Fact> bobs = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(["after"], Texts(bobs));
        Assert.Equal(added.AddMember.Position.Seq + 1, bobs[0].Seq);
        HistoryPage backwards = await clinic.Conversation(round)
            .Read(Cluster.As(_bob), new HistoryQuery(long.MaxValue, Backwards: true, 100));
        Assert.True(backwards.IsEnd);
        Assert.Equal(bobs.Count, backwards.Facts.Length);
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        await clinic.PostAsync(_alice, round, "before");
        await clinic.AddAsync(_alice, round, Cluster.Reader(_bob, all: false, DataClass.Medical));
        Assert.Null((await clinic.AddAsync(_bob, round, Cluster.Reader(_carol))).Error);
        await clinic.PostAsync(_alice, round, "fever", DataClass.Medical);
        await clinic.PostAsync(_alice, round, "hello");

        Assert.Equal(["hello"], Texts(await clinic.ReadAllAsync(_carol, round)));
        Reply more = await clinic.AddAsync(_bob, round, Cluster.Reader(_bob));
        Assert.Null(more.Error);
        Assert.Null(more.AddMember.Position);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await clinic.AddAsync(_carol, round, Cluster.Reader(_bob, true, DataClass.Social))).Error.Code);
    }

    [Fact]
    public async Task The_administrator_changes_what_a_member_may_read()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
        await clinic.PostAsync(_alice, round, "fever", DataClass.Medical);
        Assert.Empty(Texts(await clinic.ReadAllAsync(_bob, round)));

        Assert.NotNull((await clinic.AddAsync(_alice, round, Cluster.Reader(_bob))).AddMember.Position);
        Assert.Equal(["fever"], Texts(await clinic.ReadAllAsync(_bob, round)));
    }

    [Fact]
    public async Task A_removed_member_reads_up_to_the_removal_and_nothing_newer()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_bob, round, "before");
        Reply removed = await clinic.RemoveAsync(_alice, round, _bob);
        await clinic.PostAsync(_alice, round, "after");

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(["before"], Texts(facts));
        Assert.Equal(removed.RemoveMember.Position.Seq, facts[^1].Seq);
        HistoryPage newest = await clinic.Conversation(round)
            .Read(Cluster.As(_bob), new HistoryQuery(long.MaxValue, Backwards: true, 100));
        Assert.Equal((long)removed.RemoveMember.Position.Seq, newest.Head.Seq);
        Assert.Equal(facts.Count, newest.Facts.Length);

        Reply post = await clinic.Conversation(round).Post(Cluster.As(_bob), Cluster.Message(round, "still?"));
        Assert.Equal(ErrorCode.NotAccessible, post.Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.MarkAsync(_bob, round, 3)).Error.Code);
        Subscription subscription = await clinic.Conversation(round)
            .Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));
        Assert.Equal(ErrorCode.NotAccessible, subscription.Refusal!.Code);

        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal(facts, await clinic.ReadAllAsync(_bob, round));
    }

    [Fact]
    public async Task A_withheld_class_arrives_elided_and_counts_its_position()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
        PostMessageResponse secret = await clinic.PostAsync(_alice, round, "fever", DataClass.Medical);
        await clinic.PostAsync(_alice, round, "hello");

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Assert.Equal(["hello"], Texts(facts));
        Fact elided = Assert.Single(facts, fact => fact.BodyCase == Fact.BodyOneofCase.Elided);
        Assert.Equal(secret.Position.Seq, elided.Seq);
        Assert.Equal(ByteString.Empty, elided.Author);
        Assert.Equal(0, elided.At);
        Reply own = await clinic.Conversation(round)
            .Post(Cluster.As(_bob), Cluster.Message(round, "mine", DataClass.Medical));
        Assert.Equal(ErrorCode.NotAccessible, own.Error.Code);
    }

    [Fact]
    public async Task Only_the_creator_removes_and_nobody_removes_themselves()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob), Cluster.Reader(_carol));
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.RemoveAsync(_bob, round, _carol)).Error.Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await clinic.RemoveAsync(_alice, round, _alice)).Error.Code);
        Assert.Equal(ErrorCode.WrongState, (await clinic.RemoveAsync(_alice, round, PersonId.New())).Error.Code);
        Assert.Null((await clinic.LeaveAsync(_carol, round)).Error);
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.LeaveAsync(_carol, round)).Error.Code);
    }

    [Fact]
    public async Task A_direct_conversation_stays_between_two()
    {
        CreateConversationRequest direct = Cluster.Group(string.Empty, Cluster.Reader(_bob));
        direct.Kind = ConversationKind.Direct;
        Reply created = await clinic.CreateAsync(_alice, direct);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId talk));

        Assert.Equal(ErrorCode.WrongState, (await clinic.AddAsync(_alice, talk, Cluster.Reader(_carol))).Error.Code);
        Assert.Equal(ErrorCode.WrongState, (await clinic.RemoveAsync(_alice, talk, _bob)).Error.Code);
        Assert.Equal(ErrorCode.WrongState, (await clinic.LeaveAsync(_bob, talk)).Error.Code);
    }

    [Fact]
    public async Task An_unknown_conversation_and_a_forbidden_one_answer_alike()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        StreamId unknown = StreamId.OpenedBy(StreamKind.Conversation, _alice, RequestId.New());
        foreach (StreamId stream in new[] { round, unknown })
        {
            var expected = Refusal.NotAccessible();
            Assert.Equal(
                expected,
                (await clinic.Conversation(stream).Post(Cluster.As(_bob), Cluster.Message(stream, "hello"))).Error);
            Assert.Equal(expected, (await clinic.MarkAsync(_bob, stream, 1)).Error);
            Assert.Equal(expected, (await clinic.AddAsync(_bob, stream, Cluster.Reader(_bob))).Error);
            Assert.Equal(expected, (await clinic.LeaveAsync(_bob, stream)).Error);
            HistoryPage page = await clinic.Conversation(stream)
                .Read(Cluster.As(_bob), new HistoryQuery(0, Backwards: false, 10));
            Assert.Equal(expected, page.Refusal);
        }
    }

    [Fact]
    public async Task People_who_do_not_exist_are_not_added()
    {
        NewMember nobody = Cluster.Reader(clinic.People.Nobody());
        Reply created = await clinic.CreateAsync(_alice, Cluster.Group("Round", nobody));
        Assert.Equal(ErrorCode.InvalidArgument, created.Error.Code);
        StreamId round = await clinic.GroupAsync(_alice);
        Reply added = await clinic.AddAsync(_alice, round, nobody);
        Assert.Equal("member.person", added.Error.Field);
    }

    private static IEnumerable<string> Texts(IEnumerable<Fact> facts) =>
        facts.Where(fact => fact.MessagePosted is not null).Select(fact => fact.MessagePosted.Text);
}
