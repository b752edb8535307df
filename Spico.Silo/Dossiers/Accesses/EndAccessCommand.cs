using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>An emergency whose time is over. Of two that end it the second finds nothing left to do.</summary>
internal sealed class EndAccessCommand(DossierCall call, Guid id) : IStreamCommand<DossierState>
{
    public PersonId Author => call.Caller.Person;

    public RequestId Request { get; } = RequestId.From(id);

    public Guid Hash => id;

    public Decision Decide(DossierState fold) =>
        fold.Accesses.Find(Author) is { Until: > 0 } access && access.Until <= call.Now
            ? DossierReadModels.Of(
                call.Dossier,
                fold,
                AccessFacts.Write(call, AccessFacts.Ended(access, access.Until)),
                Author,
                call.Now)
            : Decision.Unchanged(new Reply());

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}
