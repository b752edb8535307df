using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <summary>Memberships, and the inboxes and unread counts that come of them.</summary>
public abstract partial class LogStoreConformance
{
    private const uint Medical = 1u << (int)DataClass.Medical;

    [Fact]
    public async Task Memberships_follow_their_facts()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice, _bob));
        Assert.Equal([(_alice, 2), (_bob, 3)], await MembersAsync());
        await CommitAsync(stream.Remove(_bob));
        Assert.Equal([(_alice, 2)], await MembersAsync());
        PersonId carol = PersonId.New();
        await CommitAsync(stream.Add(carol, new StreamAccess(4, Medical)), stream.Add(_bob), stream.Remove(_alice));
        Assert.Equal([(carol, 5), (_bob, 6)], await MembersAsync());
        MembershipRow restricted = (await Store.ReadMembershipsAsync(stream.Id))[0];
        Assert.Equal(new StreamAccess(4, Medical), restricted.Access);
        Assert.Equal((0, true), (restricted.SinceOrdinal, restricted.IsMember));

        async Task<IEnumerable<(PersonId, long)>> MembersAsync() =>
            (await Store.ReadMembershipsAsync(stream.Id)).Select(row => (row.Person, row.Since));
    }

    [Fact]
    public async Task An_inbox_lists_the_most_recently_active_first_and_by_pages()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 5).Select(i => new TestStream { At = 1_000 * (i + 1) })];
        await CommitAsync([.. streams.Select(stream => stream.Open(_alice))]);
        streams[1].At = 90_000;
        await CommitAsync(streams[1].Post(_alice), new TestStream().Open(_bob));

        List<InboxRow> first = await Store.ReadInboxAsync(_alice, null, 2);
        Assert.Equal([streams[1].Id, streams[4].Id], first.Select(row => row.Stream));
        InboxCursor cursor = new(first[1].ActiveAt, first[1].Stream);
        List<InboxRow> rest = await Store.ReadInboxAsync(_alice, cursor, 10);
        Assert.Equal([streams[3].Id, streams[2].Id, streams[0].Id], rest.Select(row => row.Stream));

        InboxRow row = first[0];
        Assert.Equal((ConversationKind.Group, 3, 90_001, 0), (row.Kind, row.Head, row.ActiveAt, row.Unread));
        Assert.Equal([1, 2, 3], row.WrappedKey);
        Assert.Equal([4, 5], row.SealedTitle);
        Assert.Null(row.Peer);
        Assert.Empty(await Store.ReadInboxAsync(PersonId.New(), null, 10));
    }

    [Fact]
    public async Task Some_conversations_are_read_as_the_inbox_lists_them_with_their_members()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 3).Select(i => new TestStream { At = 1_000 * (i + 1) })];
        var foreign = new TestStream();
        await CommitAsync([.. streams.Select(stream => stream.Open(_alice)), foreign.Open(_bob)]);
        await CommitAsync(streams[2].Add(_bob), streams[0].Post(_bob));

        StreamId[] some = [streams[2].Id, foreign.Id, streams[0].Id, new TestStream().Id];
        List<InboxRow> listed = await Store.ReadInboxAsync(_alice, null, 10);
        List<InboxRow> read = await Store.ReadInboxAsync(_alice, some);
        Assert.Equal(
            new HashSet<StreamId> { streams[0].Id, streams[2].Id }, [.. read.Select(row => row.Stream)]);
        Assert.All(
            read,
            row => Assert.Equivalent(listed.Single(other => other.Stream == row.Stream), row, strict: true));
        Assert.Empty(await Store.ReadInboxAsync(_alice, []));
        PersonId[][] members = await Store.ReadMembersAsync(some);
        Assert.Equal([2, 1, 1, 0], members.Select(each => each.Length));
        Assert.Equal([_bob], members[1]);
        Assert.Equal(new HashSet<PersonId> { _alice, _bob }, [.. members[0]]);
    }

    [Fact]
    public async Task Conversations_active_at_the_same_moment_are_each_listed_once()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 7).Select(_ => new TestStream())];
        await CommitAsync([.. streams.Select(stream => stream.Open(_alice))]);
        List<StreamId> seen = [];
        InboxCursor? cursor = null;
        for (int page = 0; page < 4; page++)
        {
            List<InboxRow> rows = await Store.ReadInboxAsync(_alice, cursor, 2);
            seen.AddRange(rows.Select(row => row.Stream));
            cursor = new InboxCursor(rows[^1].ActiveAt, rows[^1].Stream);
        }

        Assert.Equal(streams.Select(stream => stream.Id).ToHashSet(), seen.ToHashSet());
        Assert.Equal(streams.Length, seen.Count);
    }

    [Fact]
    public async Task Unread_counts_the_messages_of_others_since_the_addition()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice), stream.Post(_alice), stream.Post(_alice));
        await CommitAsync(stream.Add(_bob));
        Assert.Equal((0, 5), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Post(_alice), stream.Post(_bob), stream.Post(_alice));
        Assert.Equal(2, (await UnreadAsync(stream, _bob)).Unread);
        Assert.Equal(1, (await UnreadAsync(stream, _alice)).Unread);
    }

    [Fact]
    public async Task A_mark_takes_what_was_read_from_the_count()
    {
        TestStream stream = new();
        await CommitAsync(
            stream.Open(_alice, _bob), stream.Post(_alice), stream.Post(_bob), stream.Post(_alice), stream.Post(_bob));
        Assert.Equal((2, 3), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Mark(_bob, upTo: 5, ordinal: 2, own: 1, version: 1));
        Assert.Equal((1, 5), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Mark(_bob, upTo: 7, ordinal: 4, own: 2, version: 2));
        Assert.Equal((0, 7), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Post(_alice), stream.Post(_bob));
        Assert.Equal((1, 7), await UnreadAsync(stream, _bob));
    }

    [Fact]
    public async Task Whoever_is_added_again_starts_anew()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice, _bob), stream.Post(_bob), stream.Post(_alice));
        await CommitAsync(stream.Mark(_bob, upTo: 4, ordinal: 1, own: 1, version: 1));
        await CommitAsync(stream.Remove(_bob), stream.Post(_alice), stream.Add(_bob));
        Assert.Equal((0, 8), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Post(_bob), stream.Post(_alice));
        Assert.Equal((1, 8), await UnreadAsync(stream, _bob));
    }

    [Fact]
    public async Task What_a_member_posts_in_the_batch_that_adds_them_is_counted_as_theirs()
    {
        TestStream stream = new();
        await CommitAsync(
            stream.Open(_alice), stream.Post(_alice), stream.Add(_bob), stream.Post(_bob), stream.Post(_alice));
        Assert.Equal((1, 4), await UnreadAsync(stream, _bob));

        // A message, other rights in the same membership, a message: all of one membership.
        MembershipRow narrowed = new()
        {
            Stream = stream.Id,
            Person = _bob,
            Since = 4,
            SinceOrdinal = 1,
            Access = new StreamAccess(1, 0),
            IsMember = true,
        };
        await CommitAsync(stream.Post(_bob), stream.With(narrowed), stream.Post(_bob), stream.Post(_alice));
        Assert.Equal((2, 4), await UnreadAsync(stream, _bob));
        Assert.Equal(new StreamAccess(1, 0), (await RowAsync(stream, _bob)).Access);

        await CommitAsync(stream.Post(_bob), stream.Remove(_bob), stream.Add(_bob), stream.Post(_bob));
        Assert.Equal(0, (await UnreadAsync(stream, _bob)).Unread);
        await CommitAsync(stream.Post(_bob), stream.Post(_alice));
        Assert.Equal(1, (await UnreadAsync(stream, _bob)).Unread);
    }

    [Fact]
    public async Task Withheld_messages_do_not_count_as_unread()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice), stream.Add(_bob, new StreamAccess(0, Medical)));
        await CommitAsync(
            stream.Post(_alice),
            stream.Post(_alice, dataClass: DataClass.Medical),
            stream.Post(_bob),
            stream.Post(_alice, dataClass: DataClass.Social));
        Assert.Equal((2, 3), await UnreadAsync(stream, _bob));
        await CommitAsync(stream.Mark(_bob, upTo: 4, ordinal: 1, own: 0, version: 1));
        Assert.Equal((1, 4), await UnreadAsync(stream, _bob));
    }

    [Fact]
    public async Task A_mark_comes_back_as_it_was_set_and_only_a_later_one_takes_its_place()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice), stream.Post(_bob));
        MarkRow mark = stream.Mark(_alice, upTo: 3, ordinal: 1, own: 0, version: 7) with
        {
            Flags = MarkFlags.Todo | MarkFlags.Muted,
            ArchivedOrdinal = 1,
            UnreadFrom = 2,
            UnreadOrdinal = 0,
            UnreadOwn = 0,
            DueAt = 1_785_672_000_000,
            SealedNote = [7, 8, 9],
        };
        await CommitAsync(mark);
        await CommitAsync(mark with { Version = 6, Flags = MarkFlags.None });
        MarkRow stored = (await Store.ReadMarkAsync(stream.Id, _alice))!;
        Assert.Equal(mark.SealedNote, stored.SealedNote);
        Assert.Equal(mark, stored with { SealedNote = mark.SealedNote });

        InboxRow row = Assert.Single(await ListAsync(ArchivedEntries.Alone));
        Assert.Equal((7, mark.Flags, true, 2), (row.Version, row.Flags, row.IsArchived, row.UnreadFrom));
        Assert.Equal((mark.DueAt, 1, 3), (row.DueAt, row.Unread, row.ReadUpTo));
        Assert.Equal(mark.SealedNote, row.SealedNote);
        await CommitAsync(stream.Remove(_alice), stream.Add(_alice));
        row = Assert.Single(await ListAsync(ArchivedEntries.Without));
        Assert.Equal((0, MarkFlags.None, 0, 0), (row.Version, row.Flags, row.UnreadFrom, row.DueAt));

        ValueTask<List<InboxRow>> ListAsync(ArchivedEntries archived) =>
            Store.ReadInboxAsync(_alice, null, 10, new InboxFilter(Archived: archived));
    }

    [Fact]
    public async Task An_archived_conversation_comes_back_with_the_next_message_unless_it_is_muted()
    {
        TestStream quiet = new();
        TestStream muted = new();
        await CommitAsync(quiet.Open(_alice), muted.Open(_alice), quiet.Post(_bob), muted.Post(_bob));
        await CommitAsync(
            quiet.Mark(_alice, upTo: 2, ordinal: 0, own: 0, version: 1) with { ArchivedOrdinal = 1 },
            muted.Mark(_alice, upTo: 2, ordinal: 0, own: 0, version: 1) with
            {
                ArchivedOrdinal = 1,
                Flags = MarkFlags.Muted,
            });
        Assert.Empty(await ListAsync(ArchivedEntries.Without));
        Assert.Equal(2, (await ListAsync(ArchivedEntries.Alone)).Count);

        // Whoever joins or leaves brings nothing back.
        await CommitAsync(quiet.Add(_bob), muted.Add(_bob));
        Assert.Empty(await ListAsync(ArchivedEntries.Without));
        await CommitAsync(quiet.Post(_bob), muted.Post(_bob));
        Assert.Equal(quiet.Id, Assert.Single(await ListAsync(ArchivedEntries.Without)).Stream);
        Assert.Equal(muted.Id, Assert.Single(await ListAsync(ArchivedEntries.Alone)).Stream);
        Assert.Equal(2, (await ListAsync(ArchivedEntries.With)).Count);

        ValueTask<List<InboxRow>> ListAsync(ArchivedEntries archived) =>
            Store.ReadInboxAsync(_alice, null, 10, new InboxFilter(Archived: archived));
    }

    [Fact]
    public async Task Pinned_conversations_come_first_on_every_page_and_filters_hold_together()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 6).Select(i => new TestStream { At = 1_000 * (i + 1) })];
        await CommitAsync([.. streams.Select(stream => stream.Open(_alice))]);
        await CommitAsync(
            Flagged(1, MarkFlags.Pinned), Flagged(3, MarkFlags.Pinned | MarkFlags.Todo), Flagged(4, MarkFlags.Todo));
        await CommitAsync(streams[3].Post(_bob), streams[5].Post(_bob));
        Assert.Equal([3, 1, 5, 4, 2, 0], await PagesAsync(default));
        Assert.Equal([3, 4], await PagesAsync(new InboxFilter(MarkFlags.Todo)));
        Assert.Equal([3], await PagesAsync(new InboxFilter(MarkFlags.Todo | MarkFlags.Pinned)));
        Assert.Equal([3, 5], await PagesAsync(new InboxFilter(IsUnread: true)));

        MarkRow Flagged(int stream, MarkFlags flags) =>
            streams[stream].Mark(_alice, upTo: 2, ordinal: 0, own: 0, version: 1) with { Flags = flags };

        async Task<List<int>> PagesAsync(InboxFilter filter)
        {
            List<int> seen = [];
            InboxCursor? cursor = null;
            while (true)
            {
                List<InboxRow> rows = await Store.ReadInboxAsync(_alice, cursor, 2, filter);
                if (rows.Count == 0)
                {
                    return seen;
                }

                seen.AddRange(rows.Select(row => Array.FindIndex(streams, stream => stream.Id == row.Stream)));
                InboxRow last = rows[^1];
                cursor = new InboxCursor(last.ActiveAt, last.Stream, last.Flags.HasFlag(MarkFlags.Pinned));
            }
        }
    }

    [Fact]
    public async Task Whoever_may_not_read_a_message_finds_the_conversation_read()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice), stream.Add(_bob, new StreamAccess(0, Medical)));
        await CommitAsync(stream.Post(_alice, dataClass: DataClass.Medical), stream.Post(_bob));
        Assert.Empty(await UnreadAsync());
        await CommitAsync(stream.Mark(_bob, upTo: 3, ordinal: 0, own: 0, version: 1) with { UnreadFrom = 4 });
        Assert.Single(await UnreadAsync());
        await CommitAsync(stream.Mark(_bob, upTo: 3, ordinal: 0, own: 0, version: 2));
        Assert.Empty(await UnreadAsync());
        await CommitAsync(stream.Post(_alice));
        Assert.Single(await UnreadAsync());

        ValueTask<List<InboxRow>> UnreadAsync() =>
            Store.ReadInboxAsync(_bob, null, 10, new InboxFilter(IsUnread: true));
    }

    [Fact]
    public async Task A_direct_conversation_names_the_other_person()
    {
        TestStream stream = new();
        MembershipRow Side(PersonId person, PersonId peer) => new()
        {
            Stream = stream.Id,
            Person = person,
            Since = 1,
            SinceOrdinal = 0,
            Access = StreamAccess.All,
            IsMember = true,
            Peer = peer,
        };
        await CommitAsync(stream.Open(ConversationKind.Direct), stream.With(Side(_alice, _bob), Side(_bob, _alice)));
        Assert.Equal((_bob, ConversationKind.Direct), Peer(await RowAsync(stream, _alice)));
        Assert.Equal((_alice, ConversationKind.Direct), Peer(await RowAsync(stream, _bob)));

        static (PersonId?, ConversationKind) Peer(InboxRow row) => (row.Peer, row.Kind);
    }

    private async Task<InboxRow> RowAsync(TestStream stream, PersonId person) =>
        (await Store.ReadInboxAsync(person, null, 10)).Single(row => row.Stream == stream.Id);

    private async Task<(long Unread, long ReadUpTo)> UnreadAsync(TestStream stream, PersonId person)
    {
        InboxRow row = await RowAsync(stream, person);
        return (row.Unread, row.ReadUpTo);
    }
}
