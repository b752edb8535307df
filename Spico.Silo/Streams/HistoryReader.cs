using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// Reads pages of one stream's facts, off the turn of the grain that checked the right to them. What everybody asks
/// for who comes to the stream, its newest facts, is read once for all of them.
/// </summary>
internal sealed class HistoryReader<TFold>(StreamId stream, ILogStore store, NewestFacts newest)
    where TFold : class, IStreamFold<TFold>
{
    private const int PageFactsMax = 1000;

    // Opening a fact costs as much as reading it: from here on a page is read in two halves at once.
    private const int PageFactsLong = 600;

    /// <summary>The refusal of a query that cannot be answered, or null.</summary>
    public static Error? Check(HistoryQuery query)
    {
        if (query.Limit is < 1 or > PageFactsMax)
        {
            return Refusal.Invalid("limit", $"1 to {PageFactsMax}.", PageFactsMax);
        }

        return query.From < 0 ? Refusal.Invalid(query.Backwards ? "before" : "after", "Not negative.") : null;
    }

    /// <summary>A page of facts, elided to what the access allows.</summary>
    /// <param name="reading">What may be read.</param>
    /// <param name="query">Which facts.</param>
    /// <param name="isAtHead">Whether the stream stands where the reading ends.</param>
    public async ValueTask<HistoryPage> ReadAsync(StreamReading reading, HistoryQuery query, bool isAtHead)
    {
        long from = query.Backwards
            ? Math.Min(query.From, reading.Head.Seq + 1)
            : Math.Max(query.From, reading.Access.VisibleAfter);
        try
        {
            return isAtHead && NewestFacts.MayHold(query, from, reading.Head.Seq)
                && await ReadNewestAsync(reading, query, from) is { } page
                ? page
                : await Task.Run(() => ReadPageAsync(reading, query, from));
        }
        catch (StoreException failure)
        {
            return new HistoryPage { Refusal = Refusal.Of(failure.Failure) };
        }
    }

    private static Envelope Enclose(FactRow row, StreamCipher cipher)
    {
        byte[] frame = FactEncoding.Encode(row, cipher, out int bodyStart);
        if (!TFold.ReadsBody((Fact.BodyOneofCase)row.Kind))
        {
            return new Envelope(row.Stream, row.Seq, row.DataClass, frame, null);
        }

        Fact parsed = Fact.Parser.ParseFrom(frame.AsSpan(bodyStart));
        AccessChange? access = TFold.AccessGivenBy(row.Author, parsed);
        return new Envelope(row.Stream, row.Seq, row.DataClass, frame, access, TFold.AboutOf(parsed))
        {
            PulledBy = TFold.PullOf(parsed),
        };
    }

    private static Envelope Elide(StreamId stream, long seq, DataClass dataClass) =>
        new(stream, seq, dataClass, FactEncoding.EncodeElided(stream, seq), null);

    private static Envelope For(StreamAccess access, Envelope fact) =>
        access.CanRead(fact.DataClass, fact.About) ? fact : Elide(fact.Stream, fact.Seq, fact.DataClass);

    /// <summary>The page out of the newest facts, or null when it goes further back than they do.</summary>
    private async ValueTask<HistoryPage?> ReadNewestAsync(StreamReading reading, HistoryQuery query, long from)
    {
        Envelope[] facts = await newest.ReadAsync(stream, reading.Head, () => ReadAllOfAsync(reading));
        if (facts.Length == 0)
        {
            return null;
        }

        long oldest = facts[0].Seq;
        if (!query.Backwards)
        {
            return oldest <= from + 1 ? PageOf(reading, query, facts.Where(fact => fact.Seq > from)) : null;
        }

        HistoryPage page = PageOf(reading, query, facts.Reverse().Where(fact => fact.Seq < from));
        return page.Facts.Length == query.Limit || oldest <= reading.Access.VisibleAfter + 1 ? page : null;
    }

    private Task<Envelope[]> ReadAllOfAsync(StreamReading reading) => Task.Run(async () =>
    {
        List<Envelope> facts = await store.ReadFactsAsync(
            stream, reading.Head.Seq + 1, true, NewestFacts.Count, row => Enclose(row, reading.Cipher));
        facts.Reverse();
        return facts.ToArray();
    });

    private async Task<HistoryPage> ReadPageAsync(StreamReading reading, HistoryQuery query, long from)
    {
        // Numbers have no gaps: how many facts there are is known before any is read, and where the second half begins.
        long readable = query.Backwards ? from - 1 - reading.Access.VisibleAfter : reading.Head.Seq - from;
        int limit = (int)Math.Min(query.Limit, readable);
        if (limit <= 0)
        {
            return PageOf(reading, query, []);
        }

        if (limit < PageFactsLong)
        {
            return PageOf(reading, query, await ReadAsync(reading, query.Backwards, from, limit));
        }

        int half = limit / 2;
        long middle = query.Backwards ? from - half : from + half;
        List<Envelope>[] halves = await Task.WhenAll(
            Task.Run(() => ReadAsync(reading, query.Backwards, middle, limit - half)),
            ReadAsync(reading, query.Backwards, from, half));
        bool isWhole = halves[1].Count == half;
        return PageOf(reading, query, isWhole ? halves[1].Concat(halves[0]) : halves[1]);
    }

    private Task<List<Envelope>> ReadAsync(StreamReading reading, bool backwards, long from, int limit) =>
        store.ReadFactsAsync(stream, from, backwards, limit, row => Open(row, reading)).AsTask();

    private Envelope Open(FactRow row, StreamReading reading) =>
        row.Seq <= reading.Head.Seq && row.Seq > reading.Access.VisibleAfter && reading.Access.CanRead(row.DataClass)
            ? Enclose(row, reading.Cipher)
            : Elide(stream, row.Seq, row.DataClass);

    private static HistoryPage PageOf(StreamReading reading, HistoryQuery query, IEnumerable<Envelope> facts)
    {
        (StreamAccess access, StreamPosition head, _) = reading;
        var page = new List<Envelope>(query.Limit);
        bool isEnd = true;
        foreach (Envelope fact in facts)
        {
            // The store may be further than the position that the right was checked at.
            if (fact.Seq > head.Seq || fact.Seq <= access.VisibleAfter)
            {
                isEnd = true;
                break;
            }

            if (page.Count == query.Limit)
            {
                break;
            }

            page.Add(For(access, fact));
            isEnd = query.Backwards ? fact.Seq <= access.VisibleAfter + 1 : fact.Seq >= head.Seq;
        }

        return new HistoryPage { Facts = [.. page], Head = head, IsEnd = isEnd };
    }
}
