using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;

namespace Spico.Silo.Streams;

/// <summary>
/// The end of a stream where facts are added: its fold with all that is on its way to the log, and its key. Dropped
/// with everything that was added when one addition fails.
/// </summary>
internal sealed class StreamTip<TFold>(StreamId stream, TFold fold, StreamCipher? cipher, Error? erased = null)
    where TFold : class, IStreamFold<TFold>
{
    private readonly AppendChain _chain = new();

    public TFold Fold { get; } = fold;

    /// <summary>The stream's key; null before its first fact, and when it was erased.</summary>
    public StreamCipher? Cipher { get; private set; } = cipher;

    /// <summary>
    /// What is answered once the stream's key was destroyed: nothing of it can be read or written any more. Else null.
    /// </summary>
    public Error? Erased { get; } = erased;

    /// <summary>
    /// Numbers the facts of a decision from the fold's head on, makes them ready for the log, and applies them.
    /// </summary>
    public Append Add(IStreamCommand<TFold> command, Decision decision, MasterKey master, long now)
    {
        StreamOpening? opening = Cipher is null ? Open(decision, master) : null;
        long expected = Fold.Head.Seq;
        // A stream's clock never goes back, whatever the silo's does.
        long at = Math.Max(now, Fold.Head.At);
        var facts = new FactRow[decision.Facts.Length];
        var envelopes = new Envelope[facts.Length];
        for (int i = 0; i < facts.Length; i++)
        {
            (Fact body, DataClass dataClass) = decision.Facts[i];
            bool isMessage = body.BodyCase == Fact.BodyOneofCase.MessagePosted;
            var head = new StreamHead(expected + 1 + i, Fold.Head.Ordinal + (isMessage ? 1 : 0), at);
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
            row.Sealed = Cipher!.Seal(row, frame.AsSpan(bodyStart));
            facts[i] = row;
            PulledBy pulledBy = TFold.PullOf(body);
            envelopes[i] = new Envelope(
                stream,
                row.Seq,
                dataClass,
                pulledBy == PulledBy.Everybody ? FactEncoding.EncodeElided(stream, row.Seq) : frame,
                TFold.AccessGivenBy(command.Author, body),
                TFold.AboutOf(body))
            {
                PulledBy = pulledBy,
            };
            Fold.Apply(new StreamFact(head, command.Author, dataClass, body.BodyCase, body));
        }

        return new Append
        {
            Stream = stream,
            Chain = _chain,
            Expected = expected,
            Facts = facts,
            Envelopes = envelopes,
            Ordinal = Fold.Head.Ordinal,
            Opening = opening,
            Memberships = decision.Memberships,
            Consequences = decision.Consequences,
            OnlyWhile = decision.OnlyWhile,
            Rows = decision.Rows.Length == 0 ? [] : Array.ConvertAll(decision.Rows, row => row.Seal(Cipher!)),
        };
    }

    private StreamOpening Open(Decision decision, MasterKey master)
    {
        Cipher = StreamCipher.Create(master, stream, out byte[] wrapped);
        return new StreamOpening
        {
            WrappedKey = wrapped,
            ConversationKind = decision.ConversationKind,
            SealedTitle = decision.ConversationKind == ConversationKind.Unspecified
                ? []
                : Cipher.SealText(SealedColumns.Title, ListedTitle.Encode(decision.Title, decision.Patient)),
        };
    }
}
