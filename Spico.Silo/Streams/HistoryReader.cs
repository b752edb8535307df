using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>Reads pages of facts, off the turn of the grain that checked the right to them.</summary>
internal static class HistoryReader
{
    private const int PageFactsMax = 1000;

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
    public static async Task<HistoryPage> ReadAsync<TFold>(
        ILogStore store,
        StreamId stream,
        StreamReading reading,
        HistoryQuery query)
        where TFold : class, IStreamFold<TFold>
    {
        try
        {
            return await Task.Run(() => ReadPageAsync<TFold>(store, stream, reading, query).AsTask());
        }
        catch (StoreException failure)
        {
            return new HistoryPage { Refusal = Refusal.Of(failure.Failure) };
        }
    }

    private static async ValueTask<HistoryPage> ReadPageAsync<TFold>(
        ILogStore store,
        StreamId stream,
        StreamReading reading,
        HistoryQuery query)
        where TFold : class, IStreamFold<TFold>
    {
        (StreamAccess access, StreamPosition head, StreamCipher cipher) = reading;
        long from = query.Backwards ? Math.Min(query.From, head.Seq + 1) : Math.Max(query.From, access.VisibleAfter);
        List<FactRow> rows = from < head.Seq || query.Backwards
            ? await store.ReadFactsAsync(stream, from, query.Backwards, query.Limit)
            : [];
        var facts = new List<Envelope>(rows.Count);
        bool isEnd = rows.Count == 0;
        foreach (FactRow row in rows)
        {
            // The store may be further than the position that the right was checked at.
            if (row.Seq > head.Seq || row.Seq <= access.VisibleAfter)
            {
                isEnd = true;
                break;
            }

            facts.Add(Enclose<TFold>(row, cipher, access));
            isEnd = query.Backwards ? row.Seq <= access.VisibleAfter + 1 : row.Seq >= head.Seq;
        }

        return new HistoryPage { Facts = [.. facts], Head = head, IsEnd = isEnd };
    }

    private static Envelope Enclose<TFold>(FactRow row, StreamCipher cipher, StreamAccess access)
        where TFold : class, IStreamFold<TFold>
    {
        if (!access.CanRead(row.DataClass))
        {
            return Elide(row);
        }

        byte[] body = cipher.Open(row);
        Fact? parsed = TFold.ReadsBody((Fact.BodyOneofCase)row.Kind) ? Fact.Parser.ParseFrom(body) : null;
        if (parsed is null)
        {
            return new Envelope(row.Stream, row.Seq, row.DataClass, FactEncoding.Encode(row, body), null);
        }

        long about = TFold.AboutOf(parsed);
        return !access.CanRead(row.DataClass, about)
            ? Elide(row)
            : new Envelope(
                row.Stream,
                row.Seq,
                row.DataClass,
                FactEncoding.Encode(row, body),
                TFold.AccessGivenBy(row.Author, parsed),
                about);
    }

    private static Envelope Elide(FactRow row) =>
        new(row.Stream, row.Seq, row.DataClass, FactEncoding.EncodeElided(row.Stream, row.Seq), null);
}
