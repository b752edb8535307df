using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Inboxes;

public sealed class NotificationTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task Whoever_was_away_reads_by_position_what_they_were_told_and_where_messages_wait()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        StreamId muted = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, round, "one");
        ulong head = (await clinic.PostAsync(_alice, round, "two")).Position.Seq;
        await clinic.PostAsync(_alice, muted, "three");
        await clinic.SetMarksAsync(_bob, muted, new SetMarksRequest { Muted = true });
        await clinic.Inbox(_bob).Notify(_bob, muted, 4, NotificationKind.Mention);
        await clinic.Inbox(_bob).Notify(_bob, round, (long)head, NotificationKind.Urgency);

        var start = new Position { Epoch = 1 };
        List<Notification> told = await Eventually.Becomes(
            "both additions are told", () => AllAsync(_bob, start), list => list.Count == 5, "five notifications");
        Assert.Equal(
            [NotificationKind.Added, NotificationKind.Added, NotificationKind.Mention, NotificationKind.Urgency],
            told.Take(4).Select(one => one.Kind).Order());
        Assert.Equal([false, false, false, true], told.Take(4).Select(one => one.Urgent).Order());
        Notification waiting = told[^1];
        Assert.Equal((NotificationKind.Messages, round.ToByteString()), (waiting.Kind, waiting.Conversation));
        Assert.Equal((head, 2ul, false), (waiting.Seq, waiting.Count, waiting.Quiet));

        // The creator is told of nothing that they did themselves.
        await Eventually.Becomes(
            "alice's inbox notes both", () => ListAsync(_alice, start), page => page.Next.Seq == 2, "two facts");
        Assert.Empty(await AllAsync(_alice, start));
        await clinic.MarkAsync(_bob, round, head);
        Assert.Equal(4, (await AllAsync(_bob, start)).Count);
    }

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended_and_an_impossible_position_says_so()
    {
        StreamId round = StreamId.OpenedBy(StreamKind.Conversation, _alice, RequestId.New());
        for (int seq = 1; seq <= 5; seq++)
        {
            await clinic.Inbox(_bob).Notify(_bob, round, seq, NotificationKind.Request);
        }

        List<ulong> seen = [];
        var request = new ListNotificationsRequest { Limit = 2, After = new Position { Epoch = 1, Seq = 1 } };
        ListNotificationsResponse page;
        do
        {
            page = await ListAsync(_bob, request.After, 2);
            Assert.InRange(page.Notifications.Count, 0, 2);
            seen.AddRange(page.Notifications.Select(one => one.Seq));
            request.After = page.Next;
        }
        while (!page.End);
        Assert.Equal([2ul, 3, 4, 5], seen);
        Assert.Empty((await ListAsync(_bob, null)).Notifications);
        Assert.Equal((5ul, false), Place(await ListAsync(_bob, null)));
        Assert.Equal((5ul, true), Place(await ListAsync(_bob, new Position { Epoch = 1, Seq = 6 })));
        Assert.Equal((5ul, true), Place(await ListAsync(_bob, new Position { Epoch = 9, Seq = 1 })));

        Reply many = await clinic.Inbox(_bob)
            .ListNotifications(Cluster.As(_bob), new ListNotificationsRequest { Limit = 501 });
        Assert.Equal(("limit", 500ul), (many.Error.Field, many.Error.Limit));
        Reply stolen = await clinic.Inbox(_bob)
            .ListNotifications(Cluster.As(_alice), new ListNotificationsRequest());
        Assert.Equal(ErrorCode.NotAccessible, stolen.Error.Code);

        static (ulong, bool) Place(ListNotificationsResponse page) => (page.Next.Seq, page.Resync);
    }

    [Fact]
    public async Task Whoever_is_mentioned_is_notified_of_the_message_and_the_author_is_not()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        PostMessageRequest message = Cluster.Message(round, "see this");
        message.Mentions = new Mentions { People = { _bob.ToByteString(), _alice.ToByteString() }, Everyone = true };
        Reply posted = await clinic.Conversation(round).Post(Cluster.As(_alice), message);
        await clinic.Conversation(round).Post(Cluster.As(_alice), message);
        List<Notification> told = await Eventually.Becomes(
            "bob is told of addition, mention and message",
            () => AllAsync(_bob, new Position { Epoch = 1 }),
            list => list.Count == 3,
            "three notifications");
        Notification mention = Assert.Single(told, one => one.Kind == NotificationKind.Mention);
        Assert.Equal(
            (round.ToByteString(), posted.PostMessage.Position.Seq, false),
            (mention.Conversation, mention.Seq, mention.Urgent));
        Assert.Empty(await AllAsync(_alice, new Position { Epoch = 1 }));
    }

    [Fact]
    public async Task In_quiet_hours_only_what_is_urgent_disturbs()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await Eventually.Becomes(
            "bob is told of the addition",
            () => ListAsync(_bob, new Position { Epoch = 1 }),
            page => page.Notifications.Count == 1,
            "one");
        SetQuietHoursRequest aroundNow = Hours(AroundNow());
        Reply set = await SetAsync(aroundNow);
        Assert.Equal(set, await SetAsync(aroundNow));
        Assert.Null((await SetAsync(Hours(aroundNow.Hours))).SetQuietHours.Position);
        await clinic.DeactivateAsync(clinic.Inbox(_bob));
        await clinic.Inbox(_bob).Notify(_bob, round, 3, NotificationKind.Mention);
        await clinic.Inbox(_bob).Notify(_bob, round, 3, NotificationKind.UrgencyEscalated);
        await clinic.PostAsync(_alice, round, "hello");
        ListNotificationsResponse page = await ListAsync(_bob, set.SetQuietHours.Position);
        Assert.Equal(
            [
                (NotificationKind.Mention, true),
                (NotificationKind.UrgencyEscalated, false),
                (NotificationKind.Messages, true),
            ],
            page.Notifications.Select(one => (one.Kind, one.Quiet)));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.InRange(page.QuietUntil, now, now + (long)TimeSpan.FromHours(3).TotalMilliseconds);
        Subscription opened = await clinic.Inbox(_bob)
            .Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));
        Assert.Equal("Europe/Paris", opened.View!.Inbox.QuietHours.TimeZone);

        Assert.Null((await SetAsync(Hours(null))).Error);
        await clinic.Inbox(_bob).Notify(_bob, round, 2, NotificationKind.Mention);
        page = await ListAsync(_bob, page.Next);
        Assert.Equal(0, page.QuietUntil);
        Assert.All(page.Notifications, one => Assert.False(one.Quiet));
        Assert.Equal("hours", (await SetAsync(Hours(new QuietHours { From = 9, Until = 9 }))).Error.Field);
        Assert.Equal("request_id", (await SetAsync(new SetQuietHoursRequest())).Error.Field);

        async Task<Reply> SetAsync(SetQuietHoursRequest request) =>
            await clinic.Inbox(_bob).SetQuietHours(Cluster.As(_bob), request);
    }

    /// <summary>Two hours before and after the present time in Paris.</summary>
    private static QuietHours AroundNow()
    {
        DateTimeOffset paris = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(
            TimeProvider.System.GetUtcNow(), "Europe/Paris");
        return new QuietHours
        {
            From = (uint)((paris.Hour + 22) % 24 * 60),
            Until = (uint)((paris.Hour + 2) % 24 * 60),
        };
    }

    private static SetQuietHoursRequest Hours(QuietHours? hours) =>
        new() { RequestId = RequestId.New().ToByteString(), Hours = hours };

    private async Task<List<Notification>> AllAsync(PersonId person, Position after) =>
        [.. (await ListAsync(person, after)).Notifications];

    private async Task<ListNotificationsResponse> ListAsync(PersonId person, Position? after, uint limit = 0)
    {
        Reply reply = await clinic.Inbox(person).ListNotifications(
            Cluster.As(person), new ListNotificationsRequest { After = after, Limit = limit });
        Assert.Null(reply.Error);
        return reply.ListNotifications;
    }
}
