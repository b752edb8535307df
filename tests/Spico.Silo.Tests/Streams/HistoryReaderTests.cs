using CsCheck;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

public sealed class HistoryReaderTests : IAsyncLifetime
{
    private readonly Region _region = new();
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    /// <summary>Short streams lie whole in their newest facts, long ones do not; long pages come in halves.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(NewestFacts.Count - 1)]
    [InlineData(3 * NewestFacts.Count)]
    [InlineData(900)]
    public async Task A_page_is_the_same_wherever_it_was_read(int messages)
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        await PostAsync(round, stream, messages / 4);
        await round.AddAsync(_alice, Cluster.Reader(_bob, all: false, DataClass.Medical));
        await PostAsync(round, stream, messages - (messages / 4));

        List<Envelope> all = await AllAsync(round, _alice);
        List<Envelope> bobs = await AllAsync(round, _bob);
        Assert.InRange(all.Count, messages + 1, messages + 3);
        Assert.InRange(bobs.Count, 1, all.Count - 1);
        Gen<HistoryQuery> queries = Gen.Select(
            Gen.Long[0, all.Count + 3],
            Gen.Bool,
            Gen.Int[1, 1000],
            (from, backwards, limit) => new HistoryQuery(from, backwards, limit));
        await Gen.Select(queries, Gen.Bool).SampleAsync(
            async (query, isBob) =>
            {
                HistoryPage page = await round.PageAsync(isBob ? _bob : _alice, query);
                AssertPage(isBob ? bobs : all, query, page);
            },
            iter: 200);
    }

    [Fact]
    public async Task Everybody_who_comes_back_at_once_costs_one_reading_of_the_store()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        for (int i = 0; i < 40; i++)
        {
            await round.PostAsync(_alice, $"{i}");
        }

        long head = (await round.HeadAsync()).Seq;
        int before = site.Store.FactsRead;
        var missed = new HistoryQuery(10, Backwards: false, 500);
        HistoryPage[] pages = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => round.PageAsync(_alice, missed)));
        Assert.Equal(1, site.Store.FactsRead - before);
        Assert.All(pages, page => Assert.Equal(head - 10, page.Facts.Length));

        await round.PostAsync(_alice, "one more");
        HistoryPage newest = await round.PageAsync(_alice, new HistoryQuery(long.MaxValue, Backwards: true, 1));
        Fact last = Frame.Parser.ParseFrom(Assert.Single(newest.Facts).Frame).Push.Fact;
        Assert.Equal("one more", last.MessagePosted.Text);
    }

    [Fact]
    public async Task A_store_that_fails_is_asked_again()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        await round.PostAsync(_alice, "hello");
        List<Envelope> all = await AllAsync(round, _alice);
        await round.PostAsync(_alice, "again");
        var newest = new HistoryQuery(long.MaxValue, Backwards: true, 10);
        site.Store.OnRead = new StoreException(StoreFailure.Unavailable, "Down.");
        Assert.NotNull((await round.PageAsync(_alice, newest)).Refusal);
        site.Store.OnRead = null;
        Assert.Equal(all.Count + 1, (await round.PageAsync(_alice, newest)).Facts.Length);
    }

    /// <summary>Messages of two data classes, many at once.</summary>
    private async Task PostAsync(Activation round, StreamId stream, int messages)
    {
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, messages).Select(i => round.PostAsync(
            _alice,
            Cluster.Message(stream, $"{i}", i % 3 == 0 ? DataClass.Medical : DataClass.Unspecified))));
        Assert.All(replies, reply => Assert.Null(reply.Error));
    }

    private static void AssertPage(List<Envelope> readable, HistoryQuery query, HistoryPage page)
    {
        Assert.Null(page.Refusal);
        Envelope[] beyond = query.Backwards
            ? [.. readable.Where(fact => fact.Seq < query.From).Reverse()]
            : [.. readable.Where(fact => fact.Seq > query.From)];
        Envelope[] expected = [.. beyond.Take(query.Limit)];
        Assert.Equal(expected.Select(fact => fact.Seq), page.Facts.Select(fact => fact.Seq));
        Assert.All(expected.Zip(page.Facts), pair => Assert.Equal(pair.First.Frame, pair.Second.Frame));
        Assert.Equal(beyond.Length <= query.Limit, page.IsEnd);
    }

    /// <summary>Everything a person may read, in pages that are not the newest facts.</summary>
    private static async Task<List<Envelope>> AllAsync(Activation round, PersonId person)
    {
        var all = new List<Envelope>();
        while (true)
        {
            HistoryPage page = await round.PageAsync(
                person, new HistoryQuery(all.Count == 0 ? 0 : all[^1].Seq, Backwards: false, 1000));
            all.AddRange(page.Facts);
            if (page.IsEnd)
            {
                return all;
            }
        }
    }
}
