using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>A message as it was posted, and its last change.</summary>
internal sealed record MessageFacts(FactRow Posted, FactRow? Change)
{
    /// <summary>Reads the columns of both, one after the other.</summary>
    public static MessageFacts Read(RowReader row, int column, StreamId stream)
    {
        int change = column + MessageColumns.WholeCount;
        return new MessageFacts(
            MessageColumns.ReadWhole(row, stream, column),
            row.IsNull(change) ? null : MessageColumns.ReadWhole(row, stream, change));
    }

    /// <summary>What search looks at; false when the message was retracted.</summary>
    public bool TryOpen(StreamCipher cipher, out SearchedMessage message)
    {
        message = default;
        if (Change?.Kind == (int)Fact.BodyOneofCase.MessageRetracted)
        {
            return false;
        }

        MessagePosted posted = Open(cipher, Posted).MessagePosted;
        MessageEdited? edit = Change is null ? null : Open(cipher, Change).MessageEdited;
        if (posted.Retracted != 0)
        {
            return false;
        }

        message = new SearchedMessage
        {
            Seq = Posted.Seq,
            At = Posted.At,
            Author = Posted.Author,
            DataClass = Posted.DataClass,
            Traits = SearchedText.TraitsOf(posted),
            Text = SearchedText.Of(posted, edit),
        };
        return true;
    }

    private static Fact Open(StreamCipher cipher, FactRow row) => Fact.Parser.ParseFrom(cipher.Open(row));
}
