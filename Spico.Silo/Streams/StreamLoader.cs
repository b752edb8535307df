using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>Reads a stream back: its row, its key, its snapshot, and the facts after that.</summary>
internal sealed class StreamLoader<TFold>(StreamId stream, StreamStorage storage, StreamSnapshots snapshots)
    where TFold : class, IStreamFold<TFold>
{
    private const int PageFacts = 1000;

    /// <summary>Loads the stream, and adds the requests of the facts read to those remembered.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<StreamTip<TFold>> LoadAsync(RecentRequests recent)
    {
        StreamRow? row = await storage.Store.ReadStreamAsync(stream);
        if (row is null)
        {
            return new StreamTip<TFold>(stream, TFold.Empty(stream), null);
        }

        if (row.WrappedKey.Length == 0)
        {
            Error erased = await ErasedStreams.FindAsync(storage.Store, stream) is { } at
                ? Refusal.Erased(at)
                : Refusal.NotAccessible();
            return new StreamTip<TFold>(stream, TFold.Empty(stream), null, erased);
        }

        StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, stream, row.WrappedKey);
        TFold fold = await RestoreAsync(cipher, row.Head, recent);
        while (true)
        {
            List<FactRow> page = await storage.Store.ReadFactsAsync(stream, fold.Head.Seq, false, PageFacts);
            foreach (FactRow fact in page)
            {
                Apply(fold, cipher, fact, recent);
            }

            if (fold.Head.Seq >= row.Head || page.Count == 0)
            {
                break;
            }
        }

        return fold.Head.Seq >= row.Head
            ? new StreamTip<TFold>(stream, fold, cipher)
            : throw new InvalidDataException($"Stream {stream} ends at {fold.Head.Seq}, and its head is {row.Head}.");
    }

    private async Task<TFold> RestoreAsync(StreamCipher cipher, long head, RecentRequests recent)
    {
        if (await snapshots.ReadAsync(cipher, storage.Log.Epoch, head) is { } snapshot
            && TFold.Restore(stream, snapshot) is { } restored)
        {
            recent.ForgetBefore(restored.Head);
            return restored;
        }

        return TFold.Empty(stream);
    }

    private static void Apply(TFold fold, StreamCipher cipher, FactRow row, RecentRequests recent)
    {
        StreamHead head = fold.Head;
        if (row.Seq != head.Seq + 1)
        {
            throw new InvalidDataException($"Stream {row.Stream} has {row.Seq} after {head.Seq}.");
        }

        var kind = (Fact.BodyOneofCase)row.Kind;
        Fact? body = TFold.ReadsBody(kind) ? Fact.Parser.ParseFrom(cipher.Open(row)) : null;
        head = new StreamHead(row.Seq, Math.Max(head.Ordinal, row.Ordinal), row.At);
        fold.Apply(new StreamFact(head, row.Author, row.DataClass, kind, body));
        if (row.Request is { } request)
        {
            recent.Add(row.Author, request, row.RequestHash, RequestOutcome.Of(row));
        }
    }
}
