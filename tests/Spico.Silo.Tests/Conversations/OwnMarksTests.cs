using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations;

public sealed class OwnMarksTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task Marks_are_independent_of_each_other_and_of_the_read_position_and_outlive_the_grain()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong first = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        ulong second = (await clinic.PostAsync(_alice, round, "two")).Position.Seq;
        await SetAsync(new SetMarksRequest { Todo = true, DueAt = 1_785_672_000_000, Note = "Rappeler" });
        await SetAsync(new SetMarksRequest { Pinned = true });
        Assert.Equal(1ul, (await SetAsync(new SetMarksRequest { UnreadFrom = second })).Unread - 1);
        Assert.Equal(1ul, (await clinic.MarkAsync(_bob, round, second)).MarkRead.Unread);

        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal(2ul, (await SetAsync(new SetMarksRequest { UnreadFrom = first })).Unread);
        var expected = new Marks
        {
            Todo = true,
            DueAt = 1_785_672_000_000,
            Note = "Rappeler",
            Pinned = true,
            UnreadFrom = first,
        };
        InboxEntry entry = Assert.Single(await clinic.InboxAsync(_bob));
        Assert.Equal((expected, second, 2ul), (entry.Marks, entry.ReadUpTo, entry.Unread));

        SetMarksResponse cleared = await SetAsync(new SetMarksRequest { Todo = false, UnreadFrom = 0 });
        Assert.Equal(new Marks { Pinned = true }, cleared.Marks);
        Assert.Equal(0ul, cleared.Unread);
        Assert.True(cleared.Version > entry.Version);
        Assert.Equal(cleared, await SetAsync(new SetMarksRequest()));
        Assert.Equal(new Marks(), Assert.Single(await clinic.InboxAsync(_alice)).Marks);

        async Task<SetMarksResponse> SetAsync(SetMarksRequest request) =>
            (await clinic.SetMarksAsync(_bob, round, request)).SetMarks;
    }

    [Fact]
    public async Task What_was_brought_back_from_the_archive_stays_whatever_is_marked_next()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        Assert.True((await SetAsync(new SetMarksRequest { Archived = true })).Archived);
        Assert.Empty(await clinic.InboxAsync(_bob));
        await clinic.PostAsync(_alice, round, "one");
        Assert.False((await SetAsync(new SetMarksRequest { Muted = true })).Archived);
        Assert.Single(await clinic.InboxAsync(_bob));

        // And what stayed archived while it was muted stays so until the next message.
        await SetAsync(new SetMarksRequest { Archived = true });
        await clinic.PostAsync(_alice, round, "two");
        Assert.True((await SetAsync(new SetMarksRequest { Muted = false })).Archived);
        Assert.Single(await clinic.InboxAsync(_bob, InboxMark.Archived));
        await clinic.PostAsync(_alice, round, "three");
        Assert.False((await SetAsync(new SetMarksRequest())).Archived);

        // What is to do is listed all the same.
        await SetAsync(new SetMarksRequest { Archived = true, Todo = true });
        Assert.Empty(await clinic.InboxAsync(_bob));
        Assert.Single(await clinic.InboxAsync(_bob, InboxMark.Todo));
        Assert.Single(await clinic.InboxAsync(_bob, InboxMark.Todo, InboxMark.Archived));
        Assert.Empty(await clinic.InboxAsync(_bob, InboxMark.Todo, InboxMark.Pinned));

        async Task<Marks> SetAsync(SetMarksRequest request) =>
            (await clinic.SetMarksAsync(_bob, round, request)).SetMarks.Marks;
    }

    [Fact]
    public async Task What_cannot_be_marked_is_refused_and_changes_nothing()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong seq = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        PersonId carol = PersonId.New();
        ulong since = (await clinic.AddAsync(_alice, round, Cluster.Reader(carol, all: false))).AddMember.Position.Seq;
        string tooLong = new('x', (4 * 1024) + 1);
        await RefusedAsync(_bob, new SetMarksRequest { Todo = true, Note = tooLong }, ErrorCode.TooLarge, "note");
        await RefusedAsync(_bob, new SetMarksRequest { Todo = true, DueAt = -1 }, ErrorCode.InvalidArgument, "due_at");
        await RefusedAsync(_bob, new SetMarksRequest { Todo = false, Note = "n" }, ErrorCode.InvalidArgument, "note");
        await RefusedAsync(_bob, new SetMarksRequest { Note = "n" }, ErrorCode.WrongState, "");
        await RefusedAsync(
            _bob, new SetMarksRequest { UnreadFrom = since + 1 }, ErrorCode.InvalidArgument, "unread_from");
        await RefusedAsync(
            _bob, new SetMarksRequest { UnreadFrom = ulong.MaxValue }, ErrorCode.InvalidArgument, "unread_from");
        await RefusedAsync(carol, new SetMarksRequest { UnreadFrom = seq }, ErrorCode.InvalidArgument, "unread_from");
        await RefusedAsync(
            PersonId.New(), new SetMarksRequest { Pinned = true }, ErrorCode.NotAccessible, "");
        Assert.Equal(new Marks(), Assert.Single(await clinic.InboxAsync(_bob)).Marks);
        Reply page = await clinic.Inbox(_bob).List(
            Cluster.As(_bob), new ListInboxRequest { Only = { InboxMark.Unspecified } });
        Assert.Equal("only", page.Error.Field);

        async Task RefusedAsync(PersonId person, SetMarksRequest request, ErrorCode code, string field)
        {
            Error error = (await clinic.SetMarksAsync(person, round, request)).Error;
            Assert.Equal((code, field), (error.Code, error.Field));
        }
    }

    [Fact]
    public async Task A_member_who_comes_back_begins_without_marks()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_bob, round, "mine");
        await clinic.SetMarksAsync(_bob, round, new SetMarksRequest { Pinned = true, Todo = true, UnreadFrom = 1 });
        await clinic.RemoveAsync(_alice, round, _bob);
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.SetMarksAsync(_bob, round, new SetMarksRequest())).Error.Code);
        await clinic.AddAsync(_alice, round, Cluster.Reader(_bob));
        Assert.Equal(new Marks(), Assert.Single(await clinic.InboxAsync(_bob)).Marks);

        // Messages of the first time that are their own never count, however far back the mark lies.
        await clinic.PostAsync(_alice, round, "welcome back");
        Assert.Equal(
            1ul, (await clinic.SetMarksAsync(_bob, round, new SetMarksRequest { UnreadFrom = 1 })).SetMarks.Unread);
        Assert.Equal(1ul, Assert.Single(await clinic.InboxAsync(_bob)).Unread);
    }

    [Fact]
    public async Task Two_devices_that_mark_at_once_lose_nothing_of_each_other()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong seq = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        await Task.WhenAll(
            clinic.SetMarksAsync(_bob, round, new SetMarksRequest { Pinned = true }),
            clinic.MarkAsync(_bob, round, seq),
            clinic.SetMarksAsync(_bob, round, new SetMarksRequest { Todo = true, Note = "n" }),
            clinic.SetMarksAsync(_bob, round, new SetMarksRequest { UnreadFrom = seq }));
        InboxEntry entry = Assert.Single(await clinic.InboxAsync(_bob));
        Assert.Equal(new Marks { Pinned = true, Todo = true, Note = "n", UnreadFrom = seq }, entry.Marks);
        Assert.Equal((seq, 1ul), (entry.ReadUpTo, entry.Unread));
    }
}
