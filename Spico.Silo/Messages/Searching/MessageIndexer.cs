using Spico.Protocol;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// Makes the index of one conversation from its facts. It runs beside the grain's commands, never before one of them:
/// what is posted waits for nothing here. Where it stands is in the rows themselves, so whoever begins goes on there.
/// </summary>
internal sealed class MessageIndexer(
    StreamId stream, StreamPipeline<ConversationState> pipeline, StreamStorage storage, SearchOptions options)
{
    /// <summary>Bytes of a segment: few long messages fill one too.</summary>
    public const int SegmentBytes = 48 * 1024;

    private const int SegmentsPerWrite = 4;

    private Task _running = Task.CompletedTask;

    /// <summary>
    /// Completes when all that was durable at the call is indexed, if it is at least so many messages; or when the
    /// store would not have it: it is tried again when it is next asked for. One at a time. Called on the grain's turn.
    /// </summary>
    public Task FollowAsync(int least = 1) => _running.IsCompleted ? _running = RunAsync(least) : _running;

    private async Task RunAsync(int least)
    {
        (_, (long head, long ordinal, StreamCipher? cipher)) = await pipeline.AskAsync(
            0, static (fold, cipher, _) => (fold.Head.Seq, fold.Head.Ordinal, cipher));
        if (cipher is null)
        {
            return;
        }

        try
        {
            await Task.Run(() => FollowAsync(cipher, head, ordinal, least));
        }
        catch (StoreException)
        {
            // The store says what is indexed; whatever is not, is read from the facts.
        }
    }

    private async Task FollowAsync(StreamCipher cipher, long head, long ordinal, int least)
    {
        List<SegmentRow> unfinished = await SearchRows.ReadUnfinishedAsync(storage.Store, stream);
        foreach (SegmentRow changed in unfinished.Where(segment => segment.Length == 0))
        {
            await WriteAsync(cipher, changed.First, changed.Last, head);
        }

        long from = 0;
        long left = ordinal;
        if (unfinished is [.., var last])
        {
            bool isFull = last.Messages >= options.SegmentMessages || last.Length >= SegmentBytes;
            from = isFull ? last.Last + 1 : last.First;
            left = ordinal - last.Ordinal;
        }

        if (left >= least)
        {
            await WriteAsync(cipher, from, head, head);
        }
    }

    /// <summary>Indexes the messages between two facts, in as many segments as it takes.</summary>
    private async Task WriteAsync(StreamCipher cipher, long from, long to, long head)
    {
        AppendOutcome outcome = AppendOutcome.Durable;
        while (from <= to && outcome == AppendOutcome.Durable)
        {
            List<RowChange> rows = [];
            while (from <= to && rows.Count < SegmentsPerWrite)
            {
                SegmentRow? segment = Seal(
                    cipher,
                    await SearchRows.ReadFactsAsync(
                        storage.Store, stream, (from, to), head, options.SegmentMessages));
                from = segment is null ? to + 1 : segment.Last + 1;
                if (segment is not null)
                {
                    rows.Add(SearchRows.Sealed(segment, head));
                }
            }

            if (rows.Count > 0)
            {
                outcome = await storage.Log.Keep(
                    new FollowingRows(rows) { Stream = stream, Person = default, Version = from });
            }
        }
    }

    private SegmentRow? Seal(StreamCipher cipher, List<MessageFacts> messages)
    {
        var writer = new SegmentWriter();
        int count = 0;
        while (count < messages.Count && writer.Length < SegmentBytes)
        {
            if (messages[count++].TryOpen(cipher, out SearchedMessage message))
            {
                writer.Add(message);
            }
        }

        if (count == 0)
        {
            return null;
        }

        (FactRow first, FactRow last) = (messages[0].Posted, messages[count - 1].Posted);
        return new SegmentRow
        {
            Stream = stream,
            First = first.Seq,
            Last = last.Seq,
            Ordinal = last.Ordinal,
            Messages = count,
            FirstAt = first.At,
            LastAt = last.At,
            Sealed = cipher.SealText(SealedColumns.SearchedOf(first.Seq, last.Seq), writer.ToArray()),
        };
    }
}
