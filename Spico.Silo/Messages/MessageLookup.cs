using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>Fetches messages of one conversation by their number: the fold keeps none.</summary>
internal sealed class MessageLookup(
    StreamId stream, StreamPipeline<ConversationState> pipeline, ILogStore store)
{
    private static readonly RowSql Find = new(
        $"""
        SELECT {MessageColumns.Header}, s.head,
            (SELECT r.kind FROM reaction r WHERE r.stream = $1 AND r.message = $2 AND r.person = $3)
        FROM (SELECT CAST($2 AS bigint) AS seq
            UNION ALL SELECT seq FROM message_change WHERE stream = $1 AND message = $2) w
        JOIN fact f ON f.stream = $1 AND f.seq = w.seq
        JOIN stream s ON s.id = $1
        ORDER BY f.seq
        """);

    private static readonly RowSql FindWhole = new(
        $"""
        SELECT {MessageColumns.Whole}
        FROM (SELECT CAST($2 AS bigint) AS seq
            UNION ALL SELECT seq FROM message_change WHERE stream = $1 AND message = $2) w
        JOIN fact f ON f.stream = $1 AND f.seq = w.seq
        """);

    /// <summary>Who acted for the author of a message or of a change of it, by the fact; none for themselves.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Answer<Dictionary<long, ByteString>>> FindActorsAsync(long message)
    {
        (Error? refusal, StreamCipher? cipher) = await pipeline.AskAsync(0, static (_, cipher, _) => cipher);
        if (refusal is not null || cipher is null)
        {
            return new Answer<Dictionary<long, ByteString>>(refusal, null);
        }

        List<FactRow> rows = await store.ReadRowsAsync(
            FindWhole, row => MessageColumns.ReadWhole(row, stream), stream.Value, message);
        return new Answer<Dictionary<long, ByteString>>(
            null,
            rows.ToDictionary(row => row.Seq, row => Fact.Parser.ParseFrom(cipher.Open(row)).ActedBy));
    }

    /// <summary>
    /// A message and what became of it, with the reaction of one person; null when there is no such message. What was
    /// on its way when this is called is waited for, so that a person's own last change is seen.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Answer<MessageRecord>> FindAsync(long message, PersonId person)
    {
        (Error? refusal, _) = await pipeline.AskAsync(0, static (fold, _) => fold.Head.Seq);
        if (refusal is not null)
        {
            return new Answer<MessageRecord>(refusal, null);
        }

        List<(FactRow Fact, long Head, Reaction Reaction)> rows = await store.ReadRowsAsync(
            Find,
            row => (MessageColumns.ReadHeader(row, stream), row.Number(MessageColumns.HeaderCount),
                row.IsNull(MessageColumns.HeaderCount + 1)
                    ? Reaction.Unspecified
                    : (Reaction)row.Number(MessageColumns.HeaderCount + 1)),
            stream.Value,
            message,
            person.Value);
        return new Answer<MessageRecord>(
            null,
            rows is [var posted, .. var changes] && posted.Fact.Ordinal > 0
                ? new MessageRecord(posted.Head, posted.Fact, [.. changes.Select(row => row.Fact)], posted.Reaction)
                : null);
    }
}
