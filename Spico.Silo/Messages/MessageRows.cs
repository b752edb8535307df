using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>The read models of messages: how facts change them.</summary>
internal static class MessageRows
{
    private static readonly RowSql AddChange = new(
        "INSERT INTO message_change (stream, message, seq) VALUES ($1, $2, $3)");

    private static readonly RowSql SetReaction = new(
        """
        INSERT INTO reaction (stream, message, person, kind, seq) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stream, message, person) DO UPDATE SET kind = excluded.kind, seq = excluded.seq
        """);

    private static readonly RowSql ClearReaction = new(
        "DELETE FROM reaction WHERE stream = $1 AND message = $2 AND person = $3");

    private static readonly RowSql ClearReactions = new("DELETE FROM reaction WHERE stream = $1 AND message = $2");

    private static readonly RowSql ReplaceBody = new("UPDATE fact SET sealed = $1 WHERE stream = $2 AND seq = $3");

    private static readonly RowSql FindRetraction = new(
        """
        SELECT f.seq FROM message_change c JOIN fact f ON f.stream = c.stream AND f.seq = c.seq
        WHERE c.stream = $1 AND c.message = $2 AND f.kind = $3
        """);

    /// <summary>Whether a message was taken back.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<bool> IsRetractedAsync(ILogStore store, StreamId stream, long message) =>
        (await store.ReadRowsAsync(
            FindRetraction,
            row => row.Number(0),
            stream.Value,
            message,
            (long)Fact.BodyOneofCase.MessageRetracted)).Count > 0;

    /// <summary>A fact edits or retracts a message.</summary>
    public static RowChange[] Changed(StreamId stream, long message, long seq) =>
        [new(AddChange, stream.Value, message, seq), SearchRows.Changed(stream, message)];

    /// <summary>A fact sets a person's reaction to a message, or takes it back.</summary>
    public static RowChange Reacted(StreamId stream, long message, PersonId person, Reaction reaction, long seq) =>
        reaction == Reaction.Unspecified
            ? new RowChange(ClearReaction, stream.Value, message, person.Value)
            : new RowChange(SetReaction, stream.Value, message, person.Value, (long)reaction, seq);

    /// <summary>
    /// A fact retracts a message. Every body that holds a text of it is replaced where it lies: whoever reads the
    /// stream, in whichever way, finds what anybody may still know.
    /// </summary>
    /// <param name="stream">The conversation.</param>
    /// <param name="message">The message.</param>
    /// <param name="actors">Who acted for the authors of those bodies, by the fact: they stay.</param>
    /// <param name="seq">The fact that retracts it.</param>
    public static RowChange[] Retracted(
        StreamId stream, MessageRecord message, IReadOnlyDictionary<long, ByteString> actors, long seq)
    {
        List<RowChange> rows =
        [
            .. Changed(stream, message.Seq, seq),
            new RowChange(ClearReactions, stream.Value, message.Seq),
            Replaced(message.Posted, new Fact { MessagePosted = new MessagePosted { Retracted = (ulong)seq } }, actors),
        ];
        for (int i = 0; i < message.Changes.Count; i++)
        {
            var edit = new MessageEdited
            {
                Message = (ulong)message.Seq,
                Version = (uint)(i + 2),
                Retracted = (ulong)seq,
            };
            rows.Add(Replaced(message.Changes[i], new Fact { MessageEdited = edit }, actors));
        }

        return [.. rows];
    }

    private static RowChange Replaced(FactRow row, Fact body, IReadOnlyDictionary<long, ByteString> actors)
    {
        if (actors.TryGetValue(row.Seq, out ByteString? actor) && !actor.IsEmpty)
        {
            body.ActedBy = actor;
        }

        return new RowChange(ReplaceBody, new SealedFact(row, body), row.Stream.Value, row.Seq);
    }
}
