using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

/// <summary>What every store of the log does. A store's tests inherit this and say only how to make one.</summary>
public abstract partial class LogStoreConformance : IAsyncLifetime
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly List<ILogStore> _opened = [];

    private protected ILogStore Store { get; private set; } = null!;

    private protected StoreIdentity Identity { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        (Store, Identity) = await OpenAnotherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ILogStore store in _opened)
        {
            await store.DisposeAsync();
        }

        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty place for a store.</summary>
    protected abstract Task PrepareAsync();

    protected abstract Task CleanUpAsync();

    /// <summary>A store on the same data, as another process would have.</summary>
    private protected abstract ILogStore NewStore();

    /// <summary>Runs a statement behind the store's back.</summary>
    private protected abstract Task RunSqlAsync(string sql);

    private protected async Task<(ILogStore Store, StoreIdentity Identity)> OpenAnotherAsync()
    {
        ILogStore store = NewStore();
        _opened.Add(store);
        return (store, await store.OpenAsync(TestContext.Current.CancellationToken));
    }

    private protected Task<StreamId[]> CommitAsync(params Append[] appends) => CommitAsync(Store, appends);

    private protected async Task<StreamId[]> CommitAsync(ILogStore store, params Append[] appends)
    {
        LogBatch batch = new() { Epoch = Identity.Epoch };
        batch.Appends.AddRange(appends);
        return [.. (await store.CommitAsync(batch)).LostStreams];
    }

    private protected async Task CommitAsync(params MarkRow[] marks)
    {
        LogBatch batch = new() { Epoch = Identity.Epoch };
        batch.Marks.AddRange(marks);
        await Store.CommitAsync(batch);
    }

    [Fact]
    public async Task What_was_appended_is_read_back_as_it_was()
    {
        TestStream stream = new();
        Append open = stream.Open(_alice, _bob);
        Append post = stream.Post(_alice, dataClass: DataClass.Medical);
        Assert.Empty(await CommitAsync(open, post));

        List<FactRow> facts = await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100);
        Assert.Equivalent(open.Facts.Concat(post.Facts), facts, strict: true);
        StreamRow row = (await Store.ReadStreamAsync(stream.Id))!;
        Assert.Equal((4, 1), (row.Head, row.Ordinal));
        Assert.Equal(post.Facts[0].At, row.ActiveAt);
        Assert.Equal([1, 2, 3], row.WrappedKey);
        Assert.Null(await Store.ReadStreamAsync(new TestStream().Id));
    }

    [Fact]
    public async Task Facts_are_read_forwards_and_backwards_from_any_place()
    {
        TestStream stream = new();
        await CommitAsync([stream.Open(), .. Posts(stream, 9)]);
        Assert.Equal([4, 5, 6], Seqs(await Store.ReadFactsAsync(stream.Id, 3, backwards: false, 3)));
        Assert.Equal([9, 10], Seqs(await Store.ReadFactsAsync(stream.Id, 8, backwards: false, 100)));
        Assert.Equal([10, 9], Seqs(await Store.ReadFactsAsync(stream.Id, long.MaxValue, backwards: true, 2)));
        Assert.Equal([3, 2, 1], Seqs(await Store.ReadFactsAsync(stream.Id, 4, backwards: true, 100)));
        Assert.Empty(await Store.ReadFactsAsync(stream.Id, 10, backwards: false, 100));
    }

    [Fact]
    public async Task A_page_of_facts_ends_at_a_mebibyte()
    {
        TestStream stream = new();
        await CommitAsync(
            [stream.Open(), .. Enumerable.Range(0, 40).Select(_ => stream.Post(bytes: 64 << 10))]);
        int count = (await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 1000)).Count;
        Assert.InRange(count, 16, 18);
        Assert.Equal(count - 1, (await Store.ReadFactsAsync(stream.Id, long.MaxValue, backwards: true, 1000)).Count);
    }

    [Fact]
    public async Task An_append_that_expects_another_head_is_lost_and_leaves_no_trace()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(), stream.Post());
        TestStream zombie = new(stream.Id);
        zombie.Begin(head: 1, ordinal: 0);
        Assert.Equal([stream.Id], await CommitAsync(zombie.Post(), zombie.Post(), zombie.Add(_alice)));
        zombie.Begin(head: 5, ordinal: 4);
        Assert.Equal([stream.Id], await CommitAsync(zombie.Post()));

        Assert.Equal([1, 2], Seqs(await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100)));
        Assert.Equal(2, (await Store.ReadStreamAsync(stream.Id))!.Head);
        Assert.Empty(await Store.ReadMembershipsAsync(stream.Id));
    }

    [Fact]
    public async Task A_lost_stream_harms_no_other_of_its_batch()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 7).Select(_ => new TestStream())];
        await CommitAsync([.. streams.Select(stream => stream.Open())]);
        TestStream lost = streams[3];
        lost.Begin(head: 0, ordinal: 0);
        lost.Post();
        lost.Post();
        Append[] interleaved = [.. Enumerable.Range(0, 3).SelectMany(_ => streams.Select(stream => stream.Post()))];
        Assert.Equal([lost.Id], await CommitAsync(interleaved));
        long[] heads = await Store.ReadHeadsAsync([.. streams.Select(stream => stream.Id), new TestStream().Id]);
        Assert.Equal([4, 4, 4, 1, 4, 4, 4, 0], heads);
        foreach (TestStream stream in streams)
        {
            List<FactRow> facts = await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100);
            Assert.Equal(Enumerable.Range(1, stream == lost ? 1 : 4).Select(seq => (long)seq), Seqs(facts));
        }
    }

    [Fact]
    public async Task A_request_is_stored_once_whatever_the_head_expected()
    {
        TestStream stream = new();
        TestStream other = new();
        RequestId request = RequestId.New();
        await CommitAsync(stream.Open(), other.Open(), stream.Post(_alice, request));
        Assert.Equal([stream.Id], await CommitAsync(stream.Post(_bob), stream.Post(_alice, request), other.Post()));
        Assert.Equal([1, 2], Seqs(await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100)));
        Assert.Equal(2, (await Store.ReadStreamAsync(other.Id))!.Head);

        // The same id of another author, or in another stream, is another request.
        stream.Begin(head: 2, ordinal: 1);
        Assert.Empty(await CommitAsync(stream.Post(_bob, request), other.Post(_alice, request)));
        FactRow found = (await Store.FindRequestAsync(stream.Id, _alice, request))!;
        Assert.Equal((2, 1), (found.Seq, found.RequestFacts));
        Assert.Null(await Store.FindRequestAsync(stream.Id, _alice, RequestId.New()));
        Assert.Null(await Store.FindRequestAsync(new TestStream().Id, _alice, request));
    }

    [Fact]
    public async Task The_same_request_twice_in_a_batch_is_rejected_as_a_whole()
    {
        TestStream stream = new();
        TestStream other = new();
        RequestId request = RequestId.New();
        await CommitAsync(stream.Open(), other.Open());
        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => CommitAsync(other.Post(), stream.Post(_alice, request), stream.Post(_alice, request)));
        Assert.Equal(StoreFailure.Rejected, refused.Failure);
        Assert.Equal(new long[] { 1, 1 }, await Store.ReadHeadsAsync([stream.Id, other.Id]));
        stream.Begin(head: 1, ordinal: 0);
        Assert.Empty(await CommitAsync(stream.Post()));
    }

    [Fact]
    public async Task Whoever_opens_a_stream_second_has_lost()
    {
        TestStream stream = new();
        TestStream late = new(stream.Id);
        (ILogStore another, _) = await OpenAnotherAsync();
        Append open = stream.Open(_alice);
        Assert.Empty(await CommitAsync(open));
        Assert.Equal([late.Id], await CommitAsync(another, late.Open(_bob), late.Post(_bob)));
        Assert.Equivalent(open.Facts, await another.ReadFactsAsync(stream.Id, 0, backwards: false, 100));
        Assert.Equal(_alice, Assert.Single(await Store.ReadMembershipsAsync(stream.Id)).Person);
    }

    [Fact]
    public async Task Two_writers_of_the_same_streams_leave_no_gap()
    {
        (ILogStore another, _) = await OpenAnotherAsync();
        StreamId[] ids = [.. Enumerable.Range(0, 5).Select(_ => new TestStream().Id)];
        await CommitAsync([.. ids.Select(id => new TestStream(id).Open())]);
        int[] won = await Task.WhenAll(Task.Run(() => WriteAsync(Store)), Task.Run(() => WriteAsync(another)));

        long[] heads = await Store.ReadHeadsAsync(ids);
        Assert.Equal(won.Sum() + ids.Length, heads.Sum());
        foreach (StreamId id in ids)
        {
            List<FactRow> facts = await Store.ReadFactsAsync(id, 0, backwards: false, 10_000);
            Assert.Equal(Enumerable.Range(1, facts.Count).Select(seq => (long)seq), Seqs(facts));
            Assert.Equal(facts.Count, facts.Select(fact => fact.Request).Distinct().Count());
        }

        async Task<int> WriteAsync(ILogStore store)
        {
            int written = 0;
            for (int round = 0; round < 60; round++)
            {
                TestStream[] streams = [.. ids.Select(id => new TestStream(id))];
                long[] at = await store.ReadHeadsAsync(ids);
                for (int i = 0; i < ids.Length; i++)
                {
                    streams[i].Begin(at[i], at[i] - 1);
                }

                try
                {
                    StreamId[] lost = await CommitAsync(store, [.. streams.Select(stream => stream.Post())]);
                    written += ids.Length - lost.Length;
                }
                catch (StoreException exception) when (exception.Failure == StoreFailure.Retry)
                {
                    // Nothing was written: the next round decides again.
                }
            }

            return written;
        }
    }

    [Fact]
    public async Task A_mark_is_replaced_by_a_higher_version_only()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open(_alice), stream.Post(), stream.Post());
        Assert.Null(await Store.ReadMarkAsync(stream.Id, _alice));
        await CommitAsync(stream.Mark(_alice, 3, 1, 0, version: 2));
        await CommitAsync(stream.Mark(_alice, 2, 0, 0, version: 1), stream.Mark(_bob, 2, 0, 0, version: 1));
        MarkRow mark = (await Store.ReadMarkAsync(stream.Id, _alice))!;
        Assert.Equivalent(stream.Mark(_alice, 3, 1, 0, 2), mark, strict: true);
        await CommitAsync(stream.Mark(_alice, 4, 2, 1, version: 3));
        Assert.Equal((4, 2, 1, 3), Values((await Store.ReadMarkAsync(stream.Id, _alice))!));
    }

    [Fact]
    public async Task Consequences_stay_until_they_are_forgotten()
    {
        TestStream stream = new();
        ConsequenceRow first = Consequence(_alice, 2);
        ConsequenceRow second = Consequence(_bob, 2);
        ConsequenceRow third = Consequence(_alice, 3);
        await CommitAsync(stream.Open(), stream.Entail(first, second), stream.Entail(third));
        Assert.Equal([first, second], await Store.ReadConsequencesAsync(0, 2));

        LogBatch batch = new() { Epoch = Identity.Epoch };
        batch.Forgotten.AddRange([first, first]);
        await Store.CommitAsync(batch);
        Assert.Equal([second, third], await Store.ReadConsequencesAsync(0, 100));

        ConsequenceRow Consequence(PersonId person, long seq) => new(
            stream.Id, seq, StreamId.InboxOf(person), ConsequenceKind.MembershipBegan, person);
    }

    [Fact]
    public async Task Consequences_that_are_due_later_are_found_when_they_are()
    {
        TestStream stream = new();
        ConsequenceRow late = Due(2, 900);
        ConsequenceRow atOnce = Due(3, 0);
        ConsequenceRow soon = Due(3, 300) with { Person = _bob };
        await CommitAsync(stream.Open(), stream.Entail(late), stream.Entail(atOnce, soon));
        Assert.Equal([atOnce], await Store.ReadConsequencesAsync(299, 100));
        Assert.Equal([atOnce, soon], await Store.ReadConsequencesAsync(300, 100));
        Assert.Equal([atOnce, soon, late], await Store.ReadConsequencesAsync(long.MaxValue, 100));

        LogBatch batch = new() { Epoch = Identity.Epoch };
        batch.Forgotten.Add(soon);
        await Store.CommitAsync(batch);
        Assert.Equal([atOnce, late], await Store.ReadConsequencesAsync(long.MaxValue, 100));

        ConsequenceRow Due(long seq, long at) =>
            new(stream.Id, seq, stream.Id, ConsequenceKind.MembershipBegan, _alice, at);
    }

    [Fact]
    public async Task Messages_are_counted_by_author_place_and_class()
    {
        TestStream stream = new();
        await CommitAsync(
            stream.Open(_alice, _bob),
            stream.Post(_alice),
            stream.Post(_bob),
            stream.Post(_bob, dataClass: DataClass.Medical),
            stream.Add(PersonId.New()),
            stream.Post(_bob),
            stream.Post(_alice));
        Assert.Equal(3, await Count(0, _alice, others: true));
        Assert.Equal(2, await Count(0, _alice, others: false));
        Assert.Equal(1, await Count(4, _alice, others: false));
        Assert.Equal(2, await Count(5, _alice, others: true));
        Assert.Equal(1, await Count(5, _alice, others: true, upTo: 6));
        Assert.Equal(2, await Count(0, _alice, others: true, withheld: 1u << (int)DataClass.Medical));

        async Task<long> Count(long after, PersonId person, bool others, long upTo = 100, uint withheld = 0) =>
            await Store.CountMessagesAsync(stream.Id, after, new MessageCount(person, others, upTo, withheld));
    }

    [Theory]
    [InlineData("UPDATE fact SET at = at + 1 WHERE seq = 2")]
    [InlineData("UPDATE fact SET data_class = 0 WHERE seq = 2")]
    [InlineData("UPDATE fact SET author = (SELECT author FROM fact WHERE seq = 3) WHERE seq = 2")]
    [InlineData("UPDATE fact SET sealed = (SELECT sealed FROM fact WHERE seq = 3) WHERE seq = 2")]
    [InlineData("UPDATE fact SET seq = CASE seq WHEN 2 THEN -3 ELSE 9 END WHERE seq IN (2, 3); "
        + "UPDATE fact SET seq = CASE seq WHEN -3 THEN 3 ELSE 2 END WHERE seq IN (-3, 9)")]
    public async Task A_row_edited_behind_the_stores_back_does_not_open(string sql)
    {
        using TestFolder folder = TestFolder.Create("keys");
        using MasterKey master = MasterKey.Load(folder.File("master.key"), createWhenAbsent: true);
        TestStream stream = new();
        using StreamCipher cipher = StreamCipher.Create(master, stream.Id, out _);
        Append[] appends = [stream.Open(), stream.Post(dataClass: DataClass.Medical), stream.Post()];
        foreach (FactRow fact in appends.Select(append => append.Facts[0]))
        {
            fact.Sealed = cipher.Seal(fact, [1, 2, (byte)fact.Seq]);
        }

        await CommitAsync(appends);
        foreach (FactRow fact in await Store.ReadFactsAsync(stream.Id, 0, backwards: false, 100))
        {
            Assert.Equal([1, 2, (byte)fact.Seq], cipher.Open(fact));
        }

        await RunSqlAsync(sql);
        FactRow edited = (await Store.ReadFactsAsync(stream.Id, 1, backwards: false, 1)).Single();
        Assert.Equal(2, edited.Seq);
        Assert.Throws<SealBrokenException>(() => cipher.Open(edited));
    }

    [Fact]
    public async Task A_store_of_another_epoch_refuses_everything()
    {
        TestStream stream = new();
        await CommitAsync(stream.Open());
        await Store.RaiseEpochAsync(Identity.Epoch + 1, 77);
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => CommitAsync(stream.Post()));
        Assert.Equal(StoreFailure.Unavailable, refused.Failure);
        Assert.Equal(new long[] { 1 }, await Store.ReadHeadsAsync([stream.Id]));
        Assert.Equal(new StoreIdentity(Identity.Id, 2, 77), (await OpenAnotherAsync()).Identity);
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        TestStream stream = new();
        foreach ((long clock, long expected) in new[] { (500L, 500L), (0, 500), (400, 500), (501, 501) })
        {
            LogBatch batch = new() { Epoch = Identity.Epoch, Clock = clock };
            batch.Appends.Add(stream.Head == 0 ? stream.Open() : stream.Post());
            await Store.CommitAsync(batch);
            Assert.Equal(expected, (await OpenAnotherAsync()).Identity.Clock);
        }
    }

    [Fact]
    public async Task Several_processes_may_open_a_new_store_at_once()
    {
        await CleanUpStoresAsync();
        await PrepareAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(OpenAnotherAsync)));
        Assert.Single(opened.Select(one => one.Identity).Distinct());
    }

    private protected static Append[] Posts(TestStream stream, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => stream.Post())];

    private protected static IEnumerable<long> Seqs(IEnumerable<FactRow> facts) => facts.Select(fact => fact.Seq);

    private async Task CleanUpStoresAsync()
    {
        foreach (ILogStore store in _opened)
        {
            await store.DisposeAsync();
        }

        _opened.Clear();
        await CleanUpAsync();
    }

    private static (long, long, long, long) Values(MarkRow mark) =>
        (mark.ReadUpTo, mark.ReadOrdinal, mark.ReadOwn, mark.Version);
}
