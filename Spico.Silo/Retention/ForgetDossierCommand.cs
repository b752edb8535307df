using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// Takes an erased dossier out of a stream that lives on. That something was there may be seen: facts keep their
/// numbers, authors and times. What it was and about whom may not: their bodies are replaced where they lie, as those
/// of retracted messages are, so that history, lists and backups made later need no mask.
/// </summary>
internal abstract class ForgetDossierCommand<TFold>(
    PersonId author,
    StreamId stream,
    StreamId dossier,
    Guid id,
    Func<ValueTask<Answer<StreamCipher?>>> key,
    ILogStore store)
    : IStreamCommand<TFold>
    where TFold : class, IStreamFold<TFold>
{
    private const int PageFacts = 500;

    private static readonly RowSql ReplaceBody = new(
        "UPDATE fact SET sealed = $1 WHERE stream = $2 AND seq = $3", Shreds: true);

    private readonly List<RowChange> _replaced = [];
    private long _readUpTo;

    public PersonId Author => author;

    public RequestId Request => RequestId.From(id);

    public Guid Hash => id;

    public bool NeedsPreparation => true;

    /// <summary>The stream.</summary>
    protected StreamId Stream => stream;

    /// <summary>The dossier.</summary>
    protected ByteString Dossier { get; } = dossier.ToByteString();

    /// <summary>The kind of fact that may tell of a dossier.</summary>
    protected abstract Fact.BodyOneofCase Kind { get; }

    public async ValueTask<Error?> PrepareAsync()
    {
        (Error? refusal, StreamCipher? cipher) = await key();
        if (cipher is null)
        {
            return refusal;
        }

        while (true)
        {
            List<FactRow> page = await store.ReadFactsAsync(stream, _readUpTo, backwards: false, PageFacts);
            foreach (FactRow row in page.Where(row => row.Kind == (int)Kind))
            {
                if (Replace(Fact.Parser.ParseFrom(cipher.Open(row))) is { } body)
                {
                    _replaced.Add(new RowChange(ReplaceBody, new SealedFact(row, body), stream.Value, row.Seq));
                }
            }

            if (page.Count == 0)
            {
                return null;
            }

            _readUpTo = page[^1].Seq;
        }
    }

    public Decision Decide(TFold fold)
    {
        if (fold.Head.Seq != _readUpTo)
        {
            // Something came that was not looked at.
            return Decision.Refuse(Refusal.Overtaken());
        }

        return _replaced.Count == 0
            ? Decision.Unchanged(new Reply())
            : Decision.Write([.. FactsOf(fold)], [], [], [.. _replaced, .. Rows()]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    /// <summary>The body without what it tells of the dossier; null when that is nothing.</summary>
    protected abstract Fact? Replace(Fact body);

    /// <summary>What those who have the stream open are told.</summary>
    protected abstract IEnumerable<FactDraft> FactsOf(TFold fold);

    /// <summary>What becomes of lists.</summary>
    protected virtual IEnumerable<RowChange> Rows() => [];
}
