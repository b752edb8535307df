using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Consents;

/// <summary>Consents whose time is over, with the periods that rest on them.</summary>
internal sealed class ExpireConsentsCommand(DossierCall call, Guid id) : IStreamCommand<DossierState>
{
    public PersonId Author => call.Caller.Person;

    public RequestId Request { get; } = RequestId.From(id);

    public Guid Hash => id;

    public Decision Decide(DossierState fold)
    {
        SharingConsent[] over = [.. fold.Consents.Over(call.Now)];
        if (over.Length == 0)
        {
            return Decision.Unchanged(new Reply());
        }

        var expired = new List<FactDraft>();
        foreach (SharingConsent consent in over)
        {
            SharingConsent changed = consent.Clone();
            changed.State = ConsentState.Expired;
            expired.Add(new FactDraft(
                new Fact { ConsentChanged = new ConsentChanged { Consent = changed } }, DataClass.Identity));
        }

        CircleMember[] ended =
        [
            .. over.SelectMany(consent => RestingPeriods.End(
                fold, consent.Id, call.Now, Author, "The consent is over.")),
        ];
        return DossierReadModels.Of(
            call.Dossier, fold, CircleFacts.Write(call, fold, [.. expired], ended), Author, call.Now);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}
