using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>Turns a decision into numbered, encoded and sealed facts.</summary>
internal static class StreamSealing
{
    /// <summary>The column that a conversation's title is sealed for.</summary>
    public const string TitleColumn = "title";

    /// <summary>
    /// Numbers the facts of a decision from the fold's head on, makes them ready for the log, and applies them to the
    /// fold.
    /// </summary>
    public static Append Seal<TFold>(
        StreamId stream,
        IStreamCommand<TFold> command,
        Decision decision,
        TFold fold,
        StreamCipher cipher,
        StreamOpening? opening,
        long now)
        where TFold : class, IStreamFold<TFold>
    {
        long expected = fold.Head.Seq;
        // A stream's clock never goes back, whatever the silo's does.
        long at = Math.Max(now, fold.Head.At);
        var facts = new FactRow[decision.Facts.Length];
        var envelopes = new Envelope[facts.Length];
        for (int i = 0; i < facts.Length; i++)
        {
            (Fact body, DataClass dataClass) = decision.Facts[i];
            bool isMessage = body.BodyCase == Fact.BodyOneofCase.MessagePosted;
            var head = new StreamHead(expected + 1 + i, fold.Head.Ordinal + (isMessage ? 1 : 0), at);
            var row = new FactRow
            {
                Stream = stream,
                Seq = head.Seq,
                Ordinal = isMessage ? head.Ordinal : 0,
                Author = command.Author,
                At = at,
                Kind = (int)body.BodyCase,
                DataClass = dataClass,
                Request = i == 0 ? command.Request : null,
                RequestHash = i == 0 ? command.Hash : default,
                RequestFacts = i == 0 ? facts.Length : 0,
            };
            byte[] frame = FactEncoding.Encode(row, body, out int bodyStart);
            row.Sealed = cipher.Seal(row, frame.AsSpan(bodyStart));
            facts[i] = row;
            envelopes[i] = new Envelope(
                stream, row.Seq, dataClass, frame, TFold.AccessGivenBy(command.Author, body));
            fold.Apply(new StreamFact(head, command.Author, dataClass, body.BodyCase, body));
        }

        return new Append
        {
            Stream = stream,
            Expected = expected,
            Facts = facts,
            Envelopes = envelopes,
            Ordinal = fold.Head.Ordinal,
            Opening = opening,
            Memberships = decision.Memberships,
            Consequences = decision.Consequences,
        };
    }

    /// <summary>What is stored once, with the first fact of a stream: a new key, and what lists show.</summary>
    public static StreamOpening Open(StreamId stream, Decision decision, MasterKey master, out StreamCipher cipher)
    {
        cipher = StreamCipher.Create(master, stream, out byte[] wrapped);
        return new StreamOpening
        {
            WrappedKey = wrapped,
            ConversationKind = decision.ConversationKind,
            SealedTitle = decision.ConversationKind == ConversationKind.Unspecified
                ? []
                : cipher.SealText(TitleColumn, Encoding.UTF8.GetBytes(decision.Title)),
        };
    }
}
