using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Objections;
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
        UNION
        SELECT d.given_by, d.given_to FROM delegation d
        WHERE d.given_by = $3 AND d.from_at <= $2 AND d.until_at > $2
        """);

    private static readonly RowSql ActingForOne = new(
        """
        SELECT d.given_by, d.given_to FROM delegation d
        WHERE d.given_by = $1 AND d.from_at <= $2 AND d.until_at > $2
        """);

    private static readonly RowSql IsNamed = new(
        """
        SELECT 1 FROM dossier_objection o
        WHERE o.stream = $1 AND o.objection <> $3 AND $2 LIKE '%' || o.named || '%' LIMIT 1
        """);

    private readonly DelegationCheck _delegations = new(grains);

    /// <summary>The gateways that have inboxes open; none: there is nobody to tell.</summary>
    public ValueTask<IGatewayObserver[]> FindAsync() => grains.GetGrain<IInboxWatchGrain>(0).Watching();

    /// <summary>A fact of a dossier and its class, to tell of; null when it is no more.</summary>
    public ValueTask<(Fact Fact, DataClass Class)?> ReadAsync(StreamId dossier, long seq) =>
        StoredFacts.FindAsync(storage, dossier, seq);

    /// <summary>Those who read what is of a class.</summary>
    public ValueTask<List<PersonId>> ReadersOfAsync(StreamId dossier, DataClass dataClass) =>
        storage.Store.ReadRowsAsync(
            Readers, row => PersonId.From(row.Id(0)), dossier.Value, 1L << (int)dataClass);

    /// <summary>
    /// Who acts for somebody in the circle, or for who is concerned, and finds in their lists what is of a class. Whom
    /// an objection that changes takes it away from finds it until they have been told.
    /// </summary>
    public async ValueTask<ActingFor[]> ActingAsync(
        StreamId dossier, DataClass dataClass, PersonId? concerned = null, SharingObjection? changing = null)
    {
        List<ActingFor> acting = await storage.Store.ReadRowsAsync(
            Acting, ToActing, dossier.Value, Now, concerned?.Value ?? Guid.Empty);
        return await ShownAsync(
            dossier, dataClass, acting, changing is null ? Guid.Empty : ObjectionRows.IdOf(changing));
    }

    /// <summary>Who acts for a person, and finds in their lists what is of a class.</summary>
    public async ValueTask<ActingFor[]> ActingForAsync(PersonId person, StreamId dossier, DataClass dataClass) =>
        await ShownAsync(
            dossier,
            dataClass,
            await storage.Store.ReadRowsAsync(ActingForOne, ToActing, person.Value, Now),
            Guid.Empty);

    /// <summary>
    /// Tells those of the readers who have their inbox open, and who acts for them and may be told. Best effort:
    /// whoever opens it later reads anyway.
    /// </summary>
    public void Tell(IGatewayObserver[] gateways, IReadOnlyList<PersonId> readers, ActingFor[] acting, Push push)
    {
        if (readers.Count > 0)
        {
            fanOut.Announce(
                gateways, new Announcement([.. readers], acting, new Frame { Push = push }.ToByteArray()));
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static ActingFor ToActing(RowReader row) => new(PersonId.From(row.Id(0)), PersonId.From(row.Id(1)));

    private async ValueTask<ActingFor[]> ShownAsync(
        StreamId dossier, DataClass dataClass, List<ActingFor> acting, Guid except)
    {
        List<ActingFor> shown = [];
        foreach (ActingFor one in acting.Distinct())
        {
            if (await IsShownAsync(dossier, dataClass, one, except))
            {
                shown.Add(one);
            }
        }

        return [.. shown];
    }

    // As the lists themselves have it.
    private async ValueTask<bool> IsShownAsync(StreamId dossier, DataClass dataClass, ActingFor one, Guid except)
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
        return await storage.Store.ReadRowsAsync(IsNamed, row => row.Number(0), dossier.Value, names, except) is [];
    }
}
