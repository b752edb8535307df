using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class MarksTests
{
    [Theory, EveryWay]
    public async Task What_one_marks_reaches_ones_other_device_and_nobody_else(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague tablet = await clinic.Admit(bob);
        StreamId talk = await alice.StartsDirect(bob);
        StreamId other = await alice.StartsGroup("Équipe", [bob]);
        PostMessageResponse first = await alice.Sends(talk, "à faire");
        PostMessageResponse second = await alice.Sends(talk, "et encore");
        await bob.HasRead(talk, second.Position.Seq);
        var seen = new ConcurrentQueue<MarkChanged>();
        var overheard = new ConcurrentQueue<MarkChanged>();
        tablet.Client.MarkChanged += seen.Enqueue;
        alice.Client.MarkChanged += overheard.Enqueue;
        await tablet.Client.OpenAsync(tablet.Client.Inbox);
        await alice.Client.OpenAsync(alice.Client.Inbox);

        DateTimeOffset due = DateTimeOffset.FromUnixTimeMilliseconds(1_785_672_000_000);
        await bob.Client.MarkTodoAsync(talk, due: due, note: "Rappeler la pharmacie");
        await bob.Client.PinAsync(talk);
        SetMarksResponse last = await bob.Client.MarkUnreadAsync(talk, (long)first.Position.Seq);

        var expected = new Marks
        {
            Todo = true,
            DueAt = due.ToUnixTimeMilliseconds(),
            Note = "Rappeler la pharmacie",
            Pinned = true,
            UnreadFrom = first.Position.Seq,
        };
        Assert.Equal((expected, 2UL), (last.Marks, last.Unread));
        await Eventually.IsTrue(
            "the tablet hears of the last mark",
            () => seen.Any(mark => mark.Version == last.Version && mark.Marks.Equals(expected) && mark.Unread == 2));
        InboxEntry listed = (await tablet.Client.ListInboxAsync([InboxMark.Todo, InboxMark.Unread])).Entries.Single();
        Assert.Equal((talk.ToByteString(), last.Version), (listed.Conversation, listed.Version));
        Assert.Equal(expected, listed.Marks);
        Assert.Equal(talk.ToByteString(), (await bob.Client.ListInboxAsync()).Entries[0].Conversation);

        await bob.Client.ArchiveAsync(other);
        Assert.Null(await bob.SeesInInbox(other));
        await alice.Sends(other, "du nouveau");
        Assert.NotNull(await bob.SeesInInbox(other));

        await Refusal.Of(ErrorCode.InvalidArgument, () =>
            bob.Client.MarkUnreadAsync(talk, (long)second.Position.Seq + 1));
        Assert.Equal(new Marks(), (await alice.SeesInInbox(talk))!.Marks);
        Assert.Empty(overheard);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_draft_follows_its_author_from_device_to_device_and_two_are_both_kept(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague tablet = await clinic.Admit(bob);
        StreamId talk = await alice.StartsDirect(bob);
        var seen = new ConcurrentQueue<ConversationDrafts>();
        tablet.Client.DraftsChanged += seen.Enqueue;
        await tablet.Client.OpenAsync(tablet.Client.Inbox);

        ulong begun = (await bob.Client.SaveDraftAsync(talk, "La pharmacie")).Saved;
        await Eventually.IsTrue(
            "the tablet hears of the draft", () => seen.Any(drafts => drafts.Drafts[0].Text == "La pharmacie"));
        SaveDraftResponse phone = await bob.Client.SaveDraftAsync(talk, "La pharmacie ne répond pas", begun);
        SaveDraftResponse desk = await tablet.Client.SaveDraftAsync(talk, "La pharmacie livre demain", begun);

        Assert.Equal((false, true), (phone.Conflict, desk.Conflict));
        string[] both = ["La pharmacie livre demain", "La pharmacie ne répond pas"];
        Assert.Equal(both, desk.Drafts.Drafts.Select(draft => draft.Text));
        ConversationDrafts listed = Assert.Single(await bob.Client.ListDraftsAsync());
        Assert.Equal(desk.Drafts, listed);
        Assert.Empty(await alice.Client.ListDraftsAsync());
        await bob.Client.SaveDraftAsync(talk, "", phone.Saved);
        await bob.Client.SaveDraftAsync(talk, "", desk.Saved);
        Assert.Empty(await tablet.Client.ListDraftsAsync());
        await Eventually.IsTrue(
            "the tablet hears that none is left",
            () => seen.LastOrDefault() is { Drafts.Count: 0 } last && last.Conversation == talk.ToByteString());
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Whoever_was_away_hears_of_what_came_and_is_left_in_peace_in_quiet_hours(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        DateTimeOffset paris = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(
            TimeProvider.System.GetUtcNow(), "Europe/Paris");
        var now = TimeOnly.FromDateTime(paris.DateTime);
        await bob.Client.SetQuietHoursAsync(now.AddHours(-2), now.AddHours(2));
        StreamId talk = await alice.StartsGroup("M. Exemple", [bob]);
        await alice.Sends(talk, "un");
        PostMessageResponse last = await alice.Client.PostAsync(new PostMessageRequest
        {
            Conversation = talk.ToByteString(),
            Text = "deux",
            Mentions = new Mentions { People = { bob.Person.ToByteString() } },
        });

        ListNotificationsResponse told = await Eventually.Becomes(
            "bob hears of the addition, the mention and the messages",
            () => bob.Client.ListNotificationsAsync(new StreamPosition(bob.Epoch, 0)),
            list => list.Notifications.Count == 3,
            "three notifications");
        Assert.Equal(
            [NotificationKind.Added, NotificationKind.Messages, NotificationKind.Mention],
            told.Notifications.Select(each => each.Kind).Order());
        Assert.All(told.Notifications, each => Assert.True(each.Quiet));
        Notification messages = told.Notifications[^1];
        Assert.Equal((talk.ToByteString(), 2UL), (messages.Conversation, messages.Count));
        Assert.True(told.QuietUntil > 0);

        await bob.HasRead(talk, last.Position.Seq);
        await bob.Client.ClearQuietHoursAsync();
        told = await bob.Client.ListNotificationsAsync(StreamPosition.From(told.Next));
        Assert.Empty(told.Notifications);
        Assert.Equal(0, told.QuietUntil);
        await using OpenStream inbox = await bob.Client.OpenAsync(bob.Client.Inbox);
        Assert.Null(inbox.Opening.Inbox.QuietHours);
    }
}
