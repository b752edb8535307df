using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Inboxes;

public sealed class InboxGrainTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task An_inbox_lists_its_owners_conversations_the_most_recently_active_first()
    {
        StreamId first = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        StreamId second = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, first, "hello");
        List<InboxEntry> entries = await Eventually.Becomes(
            "the later post counts as later",
            async () =>
            {
                await clinic.PostAsync(_alice, first, "hello");
                return await clinic.InboxAsync(_bob);
            },
            list => list[0].Conversation == first.ToByteString(),
            "the first conversation on top");

        Assert.Equal([first.ToByteString(), second.ToByteString()], entries.Select(entry => entry.Conversation));
        Assert.Equal("Round", entries[0].Title);
        Assert.True(entries[0].Unread >= 2);
        Assert.Equal(0ul, entries[1].Unread);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_hole()
    {
        for (int i = 0; i < 7; i++)
        {
            await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        }

        var seen = new List<InboxEntry>();
        string cursor = string.Empty;
        do
        {
            Reply page = await clinic.Inbox(_bob)
                .List(Cluster.As(_bob), new ListInboxRequest { Limit = 3, Cursor = cursor });
            seen.AddRange(page.ListInbox.Entries);
            cursor = page.ListInbox.Next;
        }
        while (cursor.Length > 0);

        Assert.Equal(7, seen.Count);
        Assert.Equal(await clinic.InboxAsync(_bob), seen);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("not a cursor at all, but of 32 c")]
    public async Task A_cursor_that_was_not_made_here_is_refused(string cursor)
    {
        Reply reply = await clinic.Inbox(_bob).List(Cluster.As(_bob), new ListInboxRequest { Cursor = cursor });
        Assert.Equal("cursor", reply.Error.Field);
    }

    [Fact]
    public async Task Nobody_sees_anothers_inbox()
    {
        var expected = ErrorCode.NotAccessible;
        Assert.Equal(expected, (await clinic.Inbox(_bob).List(Cluster.As(_alice), new ListInboxRequest())).Error.Code);
        Subscription subscription = await clinic.Inbox(_bob)
            .Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        Assert.Equal(expected, subscription.Refusal!.Code);
        HistoryPage page = await clinic.Inbox(_bob).Read(Cluster.As(_alice), new HistoryQuery(0, false, 10));
        Assert.Equal(expected, page.Refusal!.Code);
    }

    [Fact]
    public async Task An_open_inbox_is_told_of_conversations_that_come_and_go()
    {
        var gateway = new TestGateway();
        Subscription opened = await clinic.Inbox(_bob).Subscribe(Cluster.As(_bob), clinic.Observe(gateway));
        Assert.Equal(0, opened.Head.Seq);
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await Eventually.IsTrue("the joining is told", () => gateway.Facts.Count() == 1);
        Reply removed = await clinic.RemoveAsync(_alice, round, _bob);
        await Eventually.IsTrue("the loss is told", () => gateway.Facts.Count() == 2);

        Fact[] facts = [.. gateway.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)];
        Assert.Equal(round.ToByteString(), facts[0].ConversationJoined.Conversation);
        Assert.Equal(removed.RemoveMember.Position.Seq, facts[1].ConversationLost.Seq);
        Assert.Empty(await clinic.InboxAsync(_bob));
        GC.KeepAlive(gateway);
    }

    [Fact]
    public async Task A_notification_reaches_whoever_comes_later_once_and_holds_no_text()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await clinic.Inbox(_bob).Notify(_bob, round, 3, NotificationKind.Mention));
            Assert.True(await clinic.Inbox(_bob).Notify(_bob, round, 3, NotificationKind.Urgency));
            await clinic.DeactivateAsync(clinic.Inbox(_bob));
        }

        HistoryPage page = await clinic.Inbox(_bob).Read(Cluster.As(_bob), new HistoryQuery(0, false, 10));
        Notified[] told = [.. page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.Notified)
            .Where(notified => notified is not null)];
        Assert.Equal(
            [(NotificationKind.Mention, false), (NotificationKind.Urgency, true)],
            told.Select(notified => (notified.Kind, notified.Urgent)));
        Assert.All(told, notified => Assert.Equal((round.ToByteString(), 3ul), (notified.Conversation, notified.Seq)));
    }

    [Fact]
    public async Task A_membership_is_noted_once_however_often_it_is_told()
    {
        StreamId round = StreamId.OpenedBy(StreamKind.Conversation, _alice, RequestId.New());
        for (int i = 0; i < 5; i++)
        {
            Assert.True(await clinic.Inbox(_bob).NoteMembership(_bob, round, 3, isMember: true, isOwn: false));
            await clinic.DeactivateAsync(clinic.Inbox(_bob));
        }

        HistoryPage page = await clinic.Inbox(_bob).Read(Cluster.As(_bob), new HistoryQuery(0, false, 10));
        Assert.Single(page.Facts);
    }
}
