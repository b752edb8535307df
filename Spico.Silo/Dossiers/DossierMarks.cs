using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>How far members have read a dossier. Lives on its grain's turn.</summary>
internal sealed class DossierMarks(
    StreamId stream, StreamPipeline<DossierState> pipeline, StreamServices services)
{
    private const int KeptMax = 256;

    private readonly KeptValues<PersonId, MarkRow> _marks = new(
        person => services.Storage.Store.ReadMarkAsync(stream, person), services, KeptMax);

    /// <summary>How far a member has read; 0: nothing.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<long> FindAsync(PersonId person) => (await _marks.LoadAsync(person))?.ReadUpTo ?? 0;

    /// <summary>Moves how far a member has read, forwards.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> MoveAsync(PersonId person, MarkDossierReadRequest request)
    {
        (Error? refusal, long? head) = await pipeline.AskAsync(
            person, static (fold, person) => fold.RightOf(person) is null ? (long?)null : fold.Head.Seq);
        if (refusal is not null || head is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible("dossier") };
        }

        if (request.UpTo > (ulong)head)
        {
            return new Reply { Error = Refusal.Invalid("up_to", "Not beyond the head.") };
        }

        MarkRow? before = await _marks.LoadAsync(person);

        // From here to the log nothing is awaited: two devices that mark at once do it one after the other.
        before = _marks.Latest(person, before);
        long upTo = (long)request.UpTo;
        if (upTo > (before?.ReadUpTo ?? 0))
        {
            AppendOutcome outcome = await _marks.WriteAsync(person, Moved(person, before, upTo));
            if (outcome != AppendOutcome.Durable)
            {
                return new Reply { Error = Refusal.Of(outcome) };
            }
        }

        return new Reply
        {
            MarkDossierRead = new MarkDossierReadResponse
            {
                ReadUpTo = (ulong)Math.Max(upTo, before?.ReadUpTo ?? 0),
            },
        };
    }

    private MarkRow Moved(PersonId person, MarkRow? before, long upTo) => new()
    {
        Stream = stream,
        Person = person,
        Version = _marks.VersionAfter(before?.Version ?? 0),
        ReadUpTo = upTo,
        ReadOrdinal = 0,
        ReadOwn = 0,
    };
}
