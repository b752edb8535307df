using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages.Searching;

public sealed class MessageSearchTests(SearchedClinic clinic) : IClassFixture<SearchedClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended_whatever_is_posted_meanwhile()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 23; i++)
        {
            await clinic.PostAsync(_alice, round, $"sortie {i}");
        }

        var request = new SearchMessagesRequest { Text = "sort", Limit = 4 };
        List<string> texts = [];
        do
        {
            SearchMessagesResponse page = (await clinic.SearchAsync(_alice, request)).SearchMessages;
            Assert.InRange(page.Messages.Count, 1, 4);
            texts.AddRange(page.Messages.Select(found => found.Message.Posted.MessagePosted.Text));
            await clinic.PostAsync(_alice, round, "sortie plus tard");
            request.Cursor = page.Next;
        }
        while (request.Cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 23).Reverse().Select(i => $"sortie {i}"), texts);
    }

    [Fact]
    public async Task What_nobody_searches_is_indexed_by_the_way_some_at_a_time()
    {
        List<StreamId> rounds = [];
        for (int i = 0; i < 5; i++)
        {
            StreamId round = await clinic.GroupAsync(_alice);
            rounds.Add(round);
            for (int message = 0; message < (i == 0 ? 4 : 5); message++)
            {
                await clinic.PostAsync(_alice, round, $"mot {message}");
            }
        }

        SearchSweep sweep = clinic.Silos[0].GetRequiredService<SearchSweep>();
        // Twice around, two at a time: those of other tests too.
        for (int i = 0; i < 200 && (await PositionsAsync()).Skip(1).Any(position => position.Behind > 0); i++)
        {
            Assert.InRange(await sweep.GoOnAsync(TestContext.Current.CancellationToken), 0, 2);
        }

        Assert.Equal([4L, 0, 0, 0, 0], (await PositionsAsync()).Select(position => position.Behind));
        Assert.Equal(24, (await clinic.FindAsync(_alice, new SearchMessagesRequest { Text = "mot" })).Count);

        async Task<List<IndexPosition>> PositionsAsync()
        {
            List<IndexPosition> positions = [];
            foreach (StreamId round in rounds)
            {
                positions.Add(await SearchScope.ReadPositionAsync(
                    round, clinic.Silos[0].GetRequiredService<ILogStore>()));
            }

            return positions;
        }
    }

    [Fact]
    public async Task The_index_follows_the_facts_and_goes_on_where_it_stood()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        List<ulong> posted = [];
        for (int i = 1; i <= 10; i++)
        {
            posted.Add((await clinic.PostAsync(_alice, round, $"mot{i}")).Position.Seq);
        }

        await clinic.IndexAsync(round);
        List<SegmentRow> first = await clinic.SegmentsAsync(round);
        Assert.Equal([4L, 4L, 2L], first.Select(row => row.Messages));
        Assert.Equal(10, first[^1].Ordinal);

        await clinic.DeactivateAsync(clinic.Conversation(round));
        for (int i = 11; i <= 13; i++)
        {
            posted.Add((await clinic.PostAsync(_alice, round, $"mot{i}")).Position.Seq);
        }

        await clinic.IndexAsync(round);
        List<SegmentRow> second = await clinic.SegmentsAsync(round);
        Assert.Equal([4L, 4L, 4L, 1L], second.Select(row => row.Messages));
        Assert.Equal(first[0].Sealed, second[0].Sealed);
        Assert.Equal((long)posted[^1], second[^1].Last);
        Assert.Equal(["mot7"], await clinic.TextsAsync(_alice, "mot7"));
        Assert.Equal(13, (await clinic.TextsAsync(_alice, "mot")).Count);
    }

    [Fact]
    public async Task An_index_that_is_gone_is_made_again()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 9; i++)
        {
            await clinic.PostAsync(_alice, round, $"mot{i}");
        }

        await clinic.IndexAsync(round);
        var all = new RowSql("DELETE FROM search_segment WHERE stream = $1");
        await clinic.Silos[0].GetRequiredService<ILog>().Keep(
            new FollowingRows([new RowChange(all, round.Value)]) { Stream = round, Person = default, Version = 1 });
        Assert.Empty(await clinic.SegmentsAsync(round));

        Assert.Equal(["mot3"], await clinic.TextsAsync(_alice, "mot3"));
        Assert.Equal([4L, 4L, 1L], (await clinic.SegmentsAsync(round)).Select(row => row.Messages));
    }

    [Fact]
    public async Task What_was_edited_or_retracted_leaves_the_index_in_the_same_transaction()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        List<ulong> posted = [];
        for (int i = 0; i < 8; i++)
        {
            posted.Add((await clinic.PostAsync(_alice, round, $"ancien{i}")).Position.Seq);
        }

        await clinic.IndexAsync(round);
        Assert.All(await clinic.SegmentsAsync(round), row => Assert.NotEmpty(row.Sealed));
        await clinic.EditAsync(_alice, round, posted[1], "nouveau");
        List<SegmentRow> rows = await clinic.SegmentsAsync(round);
        Assert.Empty(rows[0].Sealed);
        Assert.NotEmpty(rows[1].Sealed);
        Assert.Equal(["nouveau"], await clinic.TextsAsync(_alice, "nouv"));
        Assert.Empty(await clinic.TextsAsync(_alice, "ancien1"));

        await clinic.RetractAsync(_alice, round, posted[6]);
        Assert.Empty((await clinic.SegmentsAsync(round))[1].Sealed);
        Assert.Empty(await clinic.TextsAsync(_alice, "ancien6"));
        Assert.Equal(["ancien7"], await clinic.TextsAsync(_alice, "ancien7"));

        await clinic.IndexAsync(round);
        Assert.All(await clinic.SegmentsAsync(round), row => Assert.NotEmpty(row.Sealed));
        Assert.Empty(await clinic.TextsAsync(_alice, "ancien6"));
        Assert.Equal(["ancien7"], await clinic.TextsAsync(_alice, "ancien7"));
    }

    [Fact]
    public async Task A_row_that_was_overtaken_by_a_change_is_not_kept()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        long seq = (long)(await clinic.PostAsync(_alice, round, "secret")).Position.Seq;
        await clinic.RetractAsync(_alice, round, (ulong)seq);
        var late = new SegmentRow
        {
            Stream = round,
            First = seq,
            Last = seq,
            Ordinal = 1,
            Messages = 1,
            Sealed = [1, 2, 3],
        };
        await clinic.Silos[0].GetRequiredService<ILog>().Keep(
            new FollowingRows([SearchRows.Sealed(late, asOf: seq)]) { Stream = round, Person = default, Version = 1 });

        Assert.Empty(Assert.Single(await clinic.SegmentsAsync(round)).Sealed);
        Assert.Empty(await clinic.TextsAsync(_alice, "secret"));
    }

    [Fact]
    public async Task The_store_tells_no_word_of_what_is_indexed()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 12; i++)
        {
            await clinic.PostAsync(_alice, round, $"Hépatite {i} canarisecret{i}");
        }

        await clinic.IndexAsync(round);
        Assert.Equal(["Hépatite 3 canarisecret3"], await clinic.TextsAsync(_alice, "canarisecret3"));
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(clinic.LogPath)!, "log.db*"))
        {
            await using FileStream stolen = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stolen.Length];
            await stolen.ReadExactlyAsync(bytes);
            Assert.True(bytes.AsSpan().IndexOf("canarisecret"u8) < 0);
            Assert.True(bytes.AsSpan().IndexOf("hepatite"u8) < 0);
        }
    }

    [Fact]
    public async Task A_conversation_whose_key_is_erased_is_not_found_and_not_indexed()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        StreamId other = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 9; i++)
        {
            await clinic.PostAsync(_alice, round, $"mot{i}");
            await clinic.PostAsync(_alice, other, $"mot{i}");
        }

        Assert.Equal(2, (await clinic.TextsAsync(_alice, "mot3")).Count);
        await clinic.DeactivateAsync(clinic.Conversation(round));
        var erase = new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2");
        await clinic.Silos[0].GetRequiredService<ILog>().Keep(
            new FollowingRows([new RowChange(erase, Array.Empty<byte>(), round.Value)])
            {
                Stream = round,
                Person = default,
                Version = 1,
            });

        Assert.Single(await clinic.TextsAsync(_alice, "mot3"));
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await clinic.SearchAsync(
                _alice, new SearchMessagesRequest { Text = "mot", Conversation = round.ToByteString() })).Error.Code);
    }

    [Fact]
    public async Task A_search_says_times_kinds_and_traits()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong asked = (await clinic.PostAsync(_alice, round, "sortie ?")).Position.Seq;
        await clinic.QuoteAsync(_bob, round, asked);
        long at = (await clinic.MessagesAsync(_alice, round))[0].Posted.At;

        Assert.Equal([asked + 1], await Found(new() { Traits = { MessageTrait.Answer } }));
        Assert.Empty(await Found(new() { Traits = { MessageTrait.Files } }));
        Assert.Equal([asked + 1], await Found(new() { Authors = { _bob.ToByteString() } }));
        Assert.Equal([asked], await Found(new() { Text = "s", From = at }));
        Assert.Empty(await Found(new() { Text = "s", Until = at }));
        Assert.Equal([asked], await Found(new() { Text = "SORTIE", Kinds = { ConversationKind.Group } }));
        Assert.Empty(await Found(new() { Text = "sortie", Kinds = { ConversationKind.Direct } }));

        async Task<List<ulong>> Found(SearchMessagesRequest request) =>
            [.. (await clinic.FindAsync(_alice, request)).Select(found => found.Message.Posted.Seq)];
    }

    [Fact]
    public async Task What_cannot_be_searched_for_is_refused_by_its_field()
    {
        ByteString person = _bob.ToByteString();
        ByteString inbox = StreamId.InboxOf(_bob).ToByteString();
        foreach ((SearchMessagesRequest request, ErrorCode code, string field) in
            new (SearchMessagesRequest, ErrorCode, string)[]
        {
            (new(), ErrorCode.InvalidArgument, "text"),
            (new() { Text = "… !" }, ErrorCode.InvalidArgument, "text"),
            (new() { Text = new string('x', SearchLimits.TextCharacters + 1) }, ErrorCode.TooLarge, "text"),
            (new() { Text = "a b c d e f g h i" }, ErrorCode.TooLarge, "text"),
            (new() { Text = "a", Limit = SearchLimits.PageMessages + 1 }, ErrorCode.InvalidArgument, "limit"),
            (new() { Text = "a", Cursor = "AAAA" }, ErrorCode.InvalidArgument, "cursor"),
            (new() { Text = "a", From = 5, Until = 5 }, ErrorCode.InvalidArgument, "until"),
            (new() { Authors = { ByteString.Empty } }, ErrorCode.InvalidArgument, "authors"),
            (new() { Authors = { Enumerable.Repeat(person, 21) } }, ErrorCode.TooLarge, "authors"),
            (new() { Traits = { (MessageTrait)99 } }, ErrorCode.InvalidArgument, "traits"),
            (new() { Traits = { MessageTrait.Urgent, MessageTrait.Urgent } }, ErrorCode.InvalidArgument, "traits"),
            (new() { Text = "a", Kinds = { (ConversationKind)99 } }, ErrorCode.InvalidArgument, "kinds"),
            (new() { Text = "a", Conversation = inbox }, ErrorCode.InvalidArgument, "conversation"),
        })
        {
            Error refused = (await clinic.SearchAsync(_alice, request)).Error;
            Assert.Equal((code, field), (refused.Code, refused.Field));
        }

        StreamId round = await clinic.GroupAsync(_alice);
        var stranger = new SearchMessagesRequest { Text = "a", Conversation = round.ToByteString() };
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.SearchAsync(_bob, stranger)).Error.Code);
        Assert.Empty(await clinic.TextsAsync(_bob, "a"));
    }
}
