using Google.Protobuf;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;
using Spico.Silo.Traces;
using Section = Spico.Protocol.V1.DashboardSection;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>
/// What a person has to see to, across the dossiers in whose circle they are and their conversations.
/// </summary>
[StatelessWorker]
[GrainType("dashboard")]
internal sealed class DashboardGrain(StreamStorage storage, IGrainFactory grains, TimeProvider time)
    : Grain, IDashboardGrain
{
    private const int EntriesDefault = 20;
    private const int EntriesMax = 100;

    private static readonly RowSql ReadersOf = new(
        "SELECT person FROM dossier_member WHERE stream = $1 AND withheld & $2 = 0");

    private static readonly Section[] Sections =
        [.. Enum.GetValues<Section>().Where(section => section != Section.Unspecified)];

    private readonly ListTraces _traces = new(grains);
    private readonly DelegationCheck _delegations = new(grains);

    public async ValueTask<Reply> Read(Caller caller, ReadDashboardRequest request) => await _traces.KeepAsync(
        caller, Command.BodyOneofCase.ReadDashboard, await AnswerAsync(caller, request));

    public async ValueTask<bool> Tell(StreamId dossier, long seq)
    {
        List<FactRow> facts = await storage.Store.ReadFactsAsync(dossier, seq - 1, false, 1);
        if (facts is not [var fact])
        {
            return true;
        }

        Section[] sections = SectionsOf((Fact.BodyOneofCase)fact.Kind);
        List<PersonId> readers = await storage.Store.ReadRowsAsync(
            ReadersOf, row => PersonId.From(row.Id(0)), dossier.Value, 1L << (int)fact.DataClass);
        await Task.WhenAll(readers
            // What somebody did themselves is no news to them.
            .Where(reader => sections is not [Section.News] || reader != fact.Author)
            .Select(reader => TellAsync(grains, reader, dossier, seq, sections)));
        return true;
    }

    /// <summary>Tells a person that these sections of their dashboard have changed; none: any of them.</summary>
    public static Task TellAsync(
        IGrainFactory grains, PersonId person, StreamId dossier, long seq, params Section[] sections)
    {
        var changed = new DashboardChanged
        {
            Dossier = dossier.ToByteString(),
            Seq = (ulong)seq,
            Sections = { sections },
        };
        var inbox = StreamId.InboxOf(person);
        byte[] frame = new Frame { Push = new Push { DashboardChanged = changed } }.ToByteArray();
        return grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame)).AsTask();
    }

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
        var reader = new DashboardReader(storage, caller.Person, withheld, time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            Limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit,
            Cursor = cursor,
        };
        var dashboard = new ReadDashboardResponse();
        try
        {
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

    private static Section[] SectionsOf(Fact.BodyOneofCase kind) => kind switch
    {
        Fact.BodyOneofCase.AlertChanged => [Section.Alerts],
        Fact.BodyOneofCase.StayChanged => [Section.News, Section.Stays],
        Fact.BodyOneofCase.PlanChanged => [Section.News, Section.Reviews],
        // Whoever comes or goes has other dossiers than before.
        Fact.BodyOneofCase.CircleChanged or Fact.BodyOneofCase.AccessChanged => [],
        _ => [Section.News],
    };
}
