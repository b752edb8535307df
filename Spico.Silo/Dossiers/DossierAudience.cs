using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Inboxes;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// Tells those who read of a dossier what their lists across dossiers would show now, where their inbox is open; and of
/// who acts for them, those whom these lists show it.
/// </summary>
internal sealed class DossierAudience(
    StreamStorage storage, IPeopleStore people, IFanOut fanOut, IGrainFactory grains, TimeProvider time)
{
    private static readonly RowSql Readers = new(
        "SELECT person FROM dossier_member WHERE stream = $1 AND withheld & $2 = 0");

    private static readonly RowSql Acting = new(
        """
        SELECT d.given_by, d.given_to FROM dossier_member m JOIN delegation d ON d.given_by = m.person
        WHERE m.stream = $1 AND d.from_at <= $2 AND d.until_at > $2
        """);

    private static readonly RowSql IsNamed = new(
        "SELECT 1 FROM dossier_objection o WHERE o.stream = $1 AND $2 LIKE '%' || o.named || '%' LIMIT 1");

    private readonly DelegationCheck _delegations = new(grains);

    /// <summary>The gateways that have inboxes open; none: there is nobody to tell.</summary>
    public ValueTask<IGatewayObserver[]> FindAsync() => grains.GetGrain<IInboxWatchGrain>(0).Watching();

    /// <summary>Those who read what is of a class.</summary>
    public ValueTask<List<PersonId>> ReadersOfAsync(StreamId dossier, DataClass dataClass) =>
        storage.Store.ReadRowsAsync(
            Readers, row => PersonId.From(row.Id(0)), dossier.Value, 1L << (int)dataClass);

    /// <summary>Who acts for somebody in the circle, and does not find in their lists what is of a class.</summary>
    public async ValueTask<ActingFor[]> BarredAsync(StreamId dossier, DataClass dataClass)
    {
        List<ActingFor> acting = await storage.Store.ReadRowsAsync(
            Acting,
            row => new ActingFor(PersonId.From(row.Id(0)), PersonId.From(row.Id(1))),
            dossier.Value,
            time.GetUtcNow().ToUnixTimeMilliseconds());
        List<ActingFor> barred = [];
        foreach (ActingFor one in acting.Distinct())
        {
            if (!await IsShownAsync(dossier, dataClass, one))
            {
                barred.Add(one);
            }
        }

        return [.. barred];
    }

    /// <summary>
    /// Tells those of the readers who have their inbox open. Best effort: whoever opens it later reads anyway.
    /// </summary>
    public void Tell(IGatewayObserver[] gateways, IReadOnlyList<PersonId> readers, ActingFor[] except, Push push)
    {
        if (readers.Count > 0)
        {
            fanOut.Announce(
                gateways, new Announcement([.. readers], except, new Frame { Push = push }.ToByteArray()));
        }
    }

    // As the lists themselves have it.
    private async ValueTask<bool> IsShownAsync(StreamId dossier, DataClass dataClass, ActingFor one)
    {
        Caller caller = new(one.Person, default, string.Empty, IsAdministrator: false, ActedBy: one.Actor);
        (Error? ended, DelegationStanding standing) = await _delegations.FindAsync(caller);
        if (ended is not null || standing.Withheld != 0
            || (standing.Kind == DelegationKind.Secretary
                && !RightsTable.Current.MayRead(CareRole.Secretary, dataClass)))
        {
            return false;
        }

        string names = await ListedDossiers.NamesOfAsync(caller, people);
        return (await storage.Store.ReadRowsAsync(IsNamed, row => row.Number(0), dossier.Value, names)).Count == 0;
    }
}
