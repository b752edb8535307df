using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Spico.Silo.Traces;
using Section = Spico.Protocol.V1.DashboardSection;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>
/// What a person has to see to, across the dossiers in whose circle they are and their conversations.
/// </summary>
[StatelessWorker]
[GrainType("dashboard")]
internal sealed class DashboardGrain(
    StreamStorage storage, DossierAudience audience, IPeopleStore people, IGrainFactory grains, TimeProvider time)
    : Grain, IDashboardGrain
{
    private const int EntriesDefault = 20;
    private const int EntriesMax = 100;

    private static readonly Section[] Sections =
        [.. Enum.GetValues<Section>().Where(section => section != Section.Unspecified)];

    private readonly ListTraces _traces = new(grains);
    private readonly DelegationCheck _delegations = new(grains);

    public async ValueTask<Reply> Read(Caller caller, ReadDashboardRequest request) => await _traces.KeepAsync(
        caller, Command.BodyOneofCase.ReadDashboard, await AnswerAsync(caller, request));

    public async ValueTask<bool> Tell(StreamId dossier, long seq)
    {
        IGatewayObserver[] gateways = await audience.FindAsync();
        if (gateways.Length > 0 && await audience.ReadAsync(dossier, seq) is var (fact, dataClass))
        {
            await TellAsync(gateways, dossier, fact, dataClass);
        }

        return true;
    }

    public async ValueTask TellRead(PersonId person, StreamId dossier, long seq)
    {
        IGatewayObserver[] gateways = await audience.FindAsync();
        if (gateways.Length == 0)
        {
            return;
        }

        try
        {
            // Whoever reads anything of a dossier reads whose it is.
            audience.Tell(
                gateways,
                [person],
                await audience.ActingForAsync(person, dossier, DataClass.Identity),
                Changed(dossier, seq, Section.News));
        }
        catch (StoreException)
        {
            // It is marked, and whoever opens the dashboard reads so.
        }
    }

    private async Task TellAsync(IGatewayObserver[] gateways, StreamId dossier, Fact fact, DataClass dataClass)
    {
        PersonId? concerned = ConcernedBy(fact);
        // Whom an objection takes away from is told so: what they have on the screen is theirs to see no longer.
        ActingFor[] acting = await audience.ActingAsync(
            dossier, dataClass, concerned, fact.ObjectionChanged?.Objection);
        if (SectionsOf(fact) is { } sections)
        {
            List<PersonId> readers = await audience.ReadersOfAsync(dossier, dataClass);
            // What somebody did themselves is no news to them.
            readers.RemoveAll(reader => reader == concerned
                || (sections is [Section.News] && reader.ToByteString() == fact.Author));
            audience.Tell(gateways, readers, acting, Changed(dossier, (long)fact.Seq, sections));
        }

        // Who comes or goes has other dossiers than before; who goes is not among those who read it any more.
        if (concerned is { } person)
        {
            audience.Tell(gateways, [person], acting, Changed(dossier, (long)fact.Seq));
        }
    }

    private static Push Changed(StreamId dossier, long seq, params Section[] sections) => new()
    {
        DashboardChanged = new DashboardChanged
        {
            Dossier = dossier.ToByteString(),
            Seq = (ulong)seq,
            Sections = { sections },
        },
    };

    private async ValueTask<Reply> AnswerAsync(Caller caller, ReadDashboardRequest request)
    {
        (Error? ended, DelegationStanding standing) = await _delegations.FindAsync(caller);
        if (ended is not null)
        {
            return new Reply { Error = ended };
        }

        // As with dossiers: classes of conversations are withheld, which dossiers do not have one for one.
        if (standing.Withheld != 0)
        {
            return new Reply { Error = Refusal.NotAccessible("on_behalf_of") };
        }

        if (Check(request, out FactCursor? cursor) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        uint withheld = standing.Kind == DelegationKind.Secretary
            ? RightsTable.Current.WithheldFrom(CareRole.Secretary)
            : 0;
        var dashboard = new ReadDashboardResponse();
        try
        {
            string names = await ListedDossiers.NamesOfAsync(caller, people);
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var reader = new DashboardReader(storage, caller.Person, names, withheld, now)
            {
                Limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit,
                Cursor = cursor,
            };
            await Task.WhenAll((request.Section == Section.Unspecified ? Sections : [request.Section])
                .Select(section => reader.ReadAsync(section, dashboard)));
            return new Reply { ReadDashboard = dashboard };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private static Error? Check(ReadDashboardRequest request, out FactCursor? cursor)
    {
        cursor = null;
        if (request.Limit > EntriesMax)
        {
            return Refusal.Invalid("limit", $"1 to {EntriesMax}.", EntriesMax);
        }

        if (!Enum.IsDefined(request.Section))
        {
            return Refusal.Invalid("section", "A known section.");
        }

        if (request.Cursor.Length == 0)
        {
            return null;
        }

        if (request.Section == Section.Unspecified
            || !FactCursor.TryDecode(request.Cursor, FactCursor.Oldest, out FactCursor at))
        {
            return Refusal.Invalid("cursor", "The cursor of the page of the section before.");
        }

        cursor = at;
        return null;
    }

    // Null: nothing of a dashboard, but for who is concerned.
    private static Section[]? SectionsOf(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.AlertChanged => [Section.Alerts],
        Fact.BodyOneofCase.StayChanged => [Section.News, Section.Stays],
        Fact.BodyOneofCase.PlanChanged => [Section.News, Section.Reviews],
        // Whom a task or an alert concerns follows from who is there.
        Fact.BodyOneofCase.CircleChanged => [],
        // From here on it is shown, or not, as a whole.
        Fact.BodyOneofCase.DossierMergeChanged or Fact.BodyOneofCase.ObjectionChanged => [],
        Fact.BodyOneofCase.AccessChanged when fact.AccessChanged.Access is not
        { Kind: AccessKind.Emergency, EndedAt: 0 } => null,
        _ => [Section.News],
    };

    private static PersonId? ConcernedBy(Fact fact) =>
        (fact.CircleChanged?.Member.Professional?.Person ?? fact.AccessChanged?.Access.Person) is { } id
        && PersonId.TryFrom(id, out PersonId person) ? person : null;
}
