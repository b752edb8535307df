using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// A batch of a purge: streams of a class in which nothing has happened for as long as they are kept, in the order of
/// their ids. Each is erased by an order of its own, whose id derives from the batch's: a purge that was broken off is
/// begun again, and finds what is left.
/// </summary>
internal sealed class StreamPurge(
    StreamPipeline<RegisterState> pipeline, StreamServices services, RetentionOptions options)
{
    private const string Reason = "Kept as long as it is to be.";

    // A list of ids is read in their order: the kind is their first byte.
    private static readonly RowSql Idle = new(
        """
        SELECT id, active_at FROM stream WHERE id > $1 AND id < $2 AND active_at < $3 AND length(wrapped_key) > 0
        AND NOT EXISTS (SELECT 1 FROM agenda_appointment a WHERE a.stream = stream.id AND a.ends_at >= $5)
        ORDER BY id LIMIT $4
        """);

    private static readonly RowSql Erased = new(
        """
        SELECT stream, erased_at FROM erased_stream WHERE stream > $1 AND stream < $2 AND erased_at < $3
        ORDER BY stream LIMIT $4
        """);

    // A batch takes its time: whoever asks for it again meanwhile is answered with it, and does not begin another.
    private readonly Dictionary<(PersonId Author, ByteString Request), Task<Reply>> _running = [];

    /// <summary>Names the streams of a batch, and erases those that are not held.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> RunAsync(PersonId author, PurgeStreamsRequest request)
    {
        (PersonId, ByteString) key = (author, request.RequestId);
        if (!_running.TryGetValue(key, out Task<Reply>? running))
        {
            running = PurgeAsync(author, request);
            _running[key] = running;
        }

        try
        {
            return await running;
        }
        finally
        {
            _running.Remove(key);
        }
    }

    private async Task<Reply> PurgeAsync(PersonId author, PurgeStreamsRequest request)
    {
        if (Check(request) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        long before = services.Now
            - (long)RetentionClasses.KeptFor(options, request.Retention).TotalMilliseconds;
        int limit = request.Limit == 0 ? RetentionLimits.PageDefault : (int)request.Limit;
        List<(StreamId Place, long ActiveAt)> found = await FindAsync(request, before, limit + 1);
        bool isOfTraces = request.Retention == RetentionClass.Traces;
        var batch = new PurgeStreamsResponse { Before = before };
        foreach ((StreamId place, long activeAt) in found.Take(limit))
        {
            StreamId stream = isOfTraces ? StreamId.TracesOf(place) : place;
            if (isOfTraces
                && await services.Storage.Store.ReadStreamAsync(stream) is not { WrappedKey.Length: > 0 })
            {
                continue;
            }

            var purged = new PurgedStream { Stream = stream.ToByteString(), ActiveAt = activeAt };
            Error? refusal = await TakeAsync(author, request, purged, place, isOfTraces ? null : before);
            if (refusal is { Code: not Protocol.V1.ErrorCode.WrongState } && !Equals(refusal, Refusal.Overtaken()))
            {
                return new Reply { Error = refusal };
            }

            // What something has happened in since the list was made is not of the batch.
            if (refusal is null || purged.Held)
            {
                batch.Streams.Add(purged);
            }
        }

        batch.Next = found.Count > limit ? found[limit - 1].Place.ToByteString() : ByteString.Empty;
        return new Reply { PurgeStreams = batch };
    }

    // Traces go by when their dossier was erased: as long as it is there, so are they.
    private ValueTask<List<(StreamId Place, long ActiveAt)>> FindAsync(
        PurgeStreamsRequest request, long before, int limit)
    {
        StreamKind kind = RetentionClasses.KindOf(request.Retention)!.Value;
        Guid after = StreamId.TryFrom(request.After, out StreamId from) ? from.Value : Beginning((byte)kind);
        Guid until = Beginning((byte)(kind + 1));
        return request.Retention == RetentionClass.Traces
            ? services.Storage.Store.ReadRowsAsync(Erased, Read, after, until, before, (long)limit)
            : services.Storage.Store.ReadRowsAsync(Idle, Read, after, until, before, (long)limit, before);

        static (StreamId Place, long At) Read(RowReader row) => (StreamId.From(row.Id(0)), row.Number(1));
    }

    private async ValueTask<Error?> TakeAsync(
        PersonId author, PurgeStreamsRequest request, PurgedStream stream, StreamId place, long? idleSince)
    {
        _ = StreamId.TryFrom(stream.Stream, out StreamId id);
        (Error? refusal, bool isHeld) = await pipeline.AskAsync(
            (id, place), static (fold, asked) => fold.IsHeld(asked.id) || fold.IsHeld(asked.place));
        stream.Held = isHeld;
        if (refusal is not null || isHeld)
        {
            return refusal;
        }

        var order = new StreamErased { Stream = stream.Stream, Reason = Reason, Retention = request.Retention };
        var erase = new EraseStreamCommand(
            author, IdOf(request.RequestId, stream.Stream), order, services, idleSince)
        {
            TracesOf = idleSince is null ? place : null,
        };
        if (!request.DryRun)
        {
            Reply erased = await pipeline.SubmitAsync(erase);
            stream.Held = Equals(erased.Error, Refusal.Held());
            return erased.Error;
        }

        // As the order itself would find it.
        refusal = await erase.PrepareAsync();
        if (refusal is null)
        {
            (refusal, isHeld) = await pipeline.AskAsync(erase, static (fold, order) => order.IsHeldIn(fold));
            stream.Held = isHeld;
        }

        return refusal;
    }

    private static RequestId IdOf(ByteString request, ByteString stream) =>
        RequestId.From(RequestHash.Of((ReadOnlySpan<byte>)[.. request.Span, .. stream.Span]));

    private static Error? Check(PurgeStreamsRequest request) =>
        !RequestId.TryFrom(request.RequestId, out _) ? Refusal.Invalid("request_id", "16 bytes.")
        : RetentionClasses.KindOf(request.Retention) is not { } kind
            ? Refusal.Invalid("retention", "A known class.")
        : !request.After.IsEmpty && (!StreamId.TryFrom(request.After, out StreamId after) || after.Kind != kind)
            ? Refusal.Invalid("after", "The `next` of the batch before.")
        : RetentionFields.CheckLimit(request.Limit);

    private static Guid Beginning(byte first)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        bytes[0] = first;
        return new Guid(bytes, bigEndian: true);
    }
}
