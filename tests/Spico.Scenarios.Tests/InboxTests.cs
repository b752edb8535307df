using System.Collections.Concurrent;
using System.Diagnostics;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class InboxTests
{
    [Theory, EveryWay]
    public async Task Unread_counts_are_exact(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Sends(talk, "un");
        PostMessageResponse second = await alice.Sends(talk, "deux");
        await bob.Sends(talk, "de moi");
        PostMessageResponse last = await alice.Sends(talk, "trois");

        InboxEntry entry = await Listed(bob, talk);
        Assert.Equal(3UL, entry.Unread);
        Assert.Equal(alice.Person.ToByteString(), entry.Peer);
        Assert.Equal(last.Position, entry.Head);
        Assert.Equal(1UL, (await Listed(alice, talk)).Unread);

        Assert.Equal(1UL, (await bob.HasRead(talk, second.Position.Seq)).Unread);
        MarkReadResponse all = await bob.HasRead(talk, last.Position.Seq);
        Assert.Equal(0UL, all.Unread);
        MarkReadResponse backwards = await bob.HasRead(talk, second.Position.Seq);
        Assert.Equal(all.ReadUpTo, backwards.ReadUpTo);
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.HasRead(talk, last.Position.Seq + 1));

        await alice.Sends(talk, "quatre");
        InboxEntry after = await Listed(bob, talk);
        Assert.Equal((1UL, all.ReadUpTo), (after.Unread, after.ReadUpTo));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_new_members_count_starts_at_their_addition(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Équipe", [bob]);
        await alice.Sends(group, "ancien");
        Colleague chloe = await clinic.Admit("chloé");
        await alice.Adds(group, chloe);
        await bob.Sends(group, "nouveau");

        Assert.Equal(1UL, (await Listed(chloe, group)).Unread);
        Assert.Equal("Équipe", (await Listed(chloe, group)).Title);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_mark_set_on_one_device_reaches_the_other(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague tablet = await clinic.Admit(bob);
        StreamId talk = await alice.StartsDirect(bob);
        PostMessageResponse sent = await alice.Sends(talk, "lu ici, lu là");

        var seen = new ConcurrentQueue<MarkChanged>();
        tablet.Client.MarkChanged += seen.Enqueue;
        await tablet.Client.OpenAsync(tablet.Client.Inbox);
        await bob.HasRead(talk, sent.Position.Seq);

        MarkChanged? mark = await Eventually.Becomes(
            "the tablet hears of the mark", () => seen.LastOrDefault(), got => got is not null, "a mark");
        Assert.Equal(talk.ToByteString(), mark!.Conversation);
        Assert.Equal((sent.Position.Seq, 0UL), (mark.ReadUpTo, mark.Unread));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Whoever_scrolls_tells_their_other_device_now_and_then_and_of_the_last_place(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague tablet = await clinic.Admit(bob);
        StreamId talk = await alice.StartsDirect(bob);
        PostMessageResponse[] sent =
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => alice.Sends(talk, $"ligne {i}")));
        ulong last = sent.Max(each => each.Position.Seq);

        var seen = new ConcurrentQueue<MarkChanged>();
        tablet.Client.MarkChanged += seen.Enqueue;
        await tablet.Client.OpenAsync(tablet.Client.Inbox);
        var clock = Stopwatch.StartNew();
        for (ulong seq = last - 29; seq <= last; seq++)
        {
            await bob.HasRead(talk, seq);
        }

        await Eventually.IsTrue("the tablet hears of the last place", () => seen.Any(mark => mark.ReadUpTo == last));
        Assert.InRange(seen.Count, 1, 2 + (int)(clock.Elapsed / Node.MarkPushInterval));
        Assert.Equal(0UL, seen.Last().Unread);
        await clinic.Judge();
    }

    /// <summary>
    /// Goal: an inbox that lies open shows what waits without being listed again. Method: two devices, of which one
    /// has the conversation open; messages, an urgency and a reading, until both agree with the list.
    /// </summary>
    [Theory, EveryWay]
    public async Task An_open_inbox_is_told_how_conversations_stand_that_are_not_open(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague tablet = await clinic.Admit(bob);
        var phone = await LiveInbox.OpenAsync(bob);
        var table = await LiveInbox.OpenAsync(tablet);

        StreamId talk = await alice.StartsGroup("Équipe", [bob]);
        await phone.Shows(talk, entry => entry.Title == "Équipe");
        Reading open = await tablet.Opens(talk);
        PostMessageResponse first = await alice.Sends(talk, "un");
        PostMessageResponse last = await alice.Sends(talk, "deux");
        await phone.Shows(talk, entry => entry.Unread == 2 && entry.Head.Equals(last.Position));
        await open.Reaches((long)last.Position.Seq);
        Assert.NotEqual(last.Position, table.Entry(talk)?.Head);

        await bob.HasRead(talk, first.Position.Seq);
        await phone.Shows(talk, entry => entry.Unread == 1);
        RaiseUrgencyResponse raised = await alice.Client.RaiseUrgencyAsync(talk);
        await phone.Shows(talk, entry => (entry.Urgencies, entry.UrgenciesUnanswered) == (1, 1));
        await bob.Client.AcknowledgeUrgencyAsync(talk, raised.Position.Seq);
        await phone.Shows(talk, entry => (entry.Urgencies, entry.UrgenciesUnanswered) == (1, 0));

        await open.DisposeAsync();
        await table.Shows(talk, entry => entry.Unread == 1 && entry.Urgencies == 1);
        Assert.Equal(1UL, (await Listed(bob, talk)).Unread);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task The_inbox_is_a_stream_that_tells_of_conversations_gained_and_lost(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        await using OpenStream inbox =
            await bob.Client.OpenAsync(bob.Client.Inbox, new StreamPosition(bob.Epoch, 0));
        var told = new ConcurrentQueue<Fact>();
        Task reading = CollectAsync(inbox, told);

        StreamId group = await alice.StartsGroup("Équipe", [bob]);
        await Told(told, fact => fact.ConversationJoined?.Conversation == group.ToByteString());
        RemoveMemberResponse removed = await alice.Removes(group, bob);
        Fact lost = await Told(told, fact => fact.ConversationLost?.Conversation == group.ToByteString());

        Assert.Equal(removed.Position.Seq, lost.ConversationLost.Seq);
        Assert.Equal(Enumerable.Range(1, told.Count), told.Select(fact => (int)fact.Seq));
        await inbox.DisposeAsync();
        await reading;
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task The_most_recently_active_conversation_comes_first_on_every_page(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        List<StreamId> talks = [];
        for (int number = 0; number < 5; number++)
        {
            talks.Add(await alice.StartsGroup($"Groupe {number}", [bob]));
        }

        await bob.Sends(talks[1], "me revoilà");

        List<string> titles = [];
        string cursor = "";
        do
        {
            ListInboxResponse page = await alice.Client.ListInboxAsync(2, cursor);
            titles.AddRange(page.Entries.Select(entry => entry.Title));
            cursor = page.Next;
        }
        while (cursor.Length > 0);

        Assert.Equal(["Groupe 1", "Groupe 4", "Groupe 3", "Groupe 2", "Groupe 0"], titles);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_muted_conversation_stays_archived_and_out_of_the_feed(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Équipe", bob);
        await bob.Client.MuteAsync(group);
        await bob.Client.ArchiveAsync(group);
        await alice.Client.PostAsync(new PostMessageRequest
        {
            Conversation = group.ToByteString(),
            Text = "Réunion à 14 h",
            Mentions = new Mentions { Everyone = true },
        });
        Assert.Empty((await bob.Client.ListInboxAsync(only: [])).Entries);
        ListInboxResponse kept = await bob.Client.ListInboxAsync([InboxMark.Muted, InboxMark.Archived]);
        InboxEntry muted = Assert.Single(kept.Entries);
        Assert.Equal((group.ToByteString(), 1UL), (muted.Conversation, muted.Unread));
        Assert.DoesNotContain(await Waiting(bob), waiting => waiting.Conversation == group.ToByteString());

        await bob.Client.MuteAsync(group, false);
        await alice.Sends(group, "La réunion est remise");
        Assert.Equal(2UL, Assert.Single((await bob.Client.ListInboxAsync(only: [])).Entries).Unread);
        Assert.Contains(await Waiting(bob), waiting => waiting.Conversation == group.ToByteString());
    }

    private static async Task<IEnumerable<Notification>> Waiting(Colleague person) =>
        (await person.Client.ListNotificationsAsync()).Notifications.Where(
            notification => notification.Kind == NotificationKind.Messages);

    private static async Task<InboxEntry> Listed(Colleague person, StreamId conversation) =>
        (await person.SeesInInbox(conversation))!;

    private static Task<Fact> Told(ConcurrentQueue<Fact> facts, Func<Fact, bool> isIt) => Eventually.Becomes(
        "the inbox tells of it", () => facts.FirstOrDefault(isIt)!, fact => fact is not null, "a fact");

    private static async Task CollectAsync(OpenStream stream, ConcurrentQueue<Fact> facts)
    {
        await foreach (Fact fact in stream.Facts)
        {
            facts.Enqueue(fact);
        }
    }
}
