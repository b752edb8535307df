using Google.Protobuf;
using Spico.Client;
using Spico.Client.Agendas;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;
using static Spico.Scenarios.Tests.RightsWrites;

namespace Spico.Scenarios.Tests;

/// <summary>The table of rights as the server ships it, on every path of every way in.</summary>
public sealed class RightsMatrixTests
{
    // The columns of the shipped table, in the order of the roles.
    private const string Columns = "Med  Par  Soc  Coo  Sec  Str  Reg  Aud";

    private static readonly string[] Table = File.ReadAllLines(
        Repository.Path("Spico.Silo", "Dossiers", "Rights", "rights.1.txt"));

    /// <summary>
    /// Goal: every cell of the shipped table is what the region wrote down, for reading and for writing, on every path
    /// of every way in. Method: one dossier and somebody of each role, and every command that writes, of each class at
    /// least one; what becomes of it, and what everybody sees of it then, is compared with the reference. What is
    /// refused changes nothing.
    /// </summary>
    [Theory, EveryWay]
    public async Task Every_cell_holds_for_reading_and_for_writing_on_every_path(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        StreamId dossier = await alice.CreatesDossier();
        ByteString structure = await Brings(alice, dossier);
        IReadOnlyList<Write> writes = All(structure, alice.Person);
        Assert.Contains(Table, line => line.EndsWith(Columns, StringComparison.Ordinal));
        Assert.All(ShippedClasses(), each => Assert.Contains(writes, write => write.Class == each));
        List<Seat> seats = [];
        foreach ((CareRole role, string profession) in ReferencePolicy.Professions)
        {
            Colleague member = await clinic.Admit("membre", profession: profession);
            await alice.Client.BeginCareAsync(dossier, member.Joins());
            seats.Add(new Seat(role, member, await UploadsAsync(member)));
        }

        var live = new Dictionary<CareRole, Reading>();
        foreach (Seat seat in seats)
        {
            Task<ExplainRightsResponse> byRole = alice.Client.ExplainRightsAsync(dossier, seat.Role);
            CheckTable(seat.Role, await alice.Client.ExplainRightsAsync(dossier, seat.Colleague.Person), await byRole);
            if (ReadableBy(seat.Role).Length == 0)
            {
                await ReadsNothing(seat, dossier);
                continue;
            }

            live[seat.Role] = await seat.Colleague.Opens(dossier);
            Assert.Equal(ReadableBy(seat.Role), live[seat.Role].Opening.DataClasses);
        }

        foreach (Seat seat in seats)
        {
            await IsRefusedAndNothingChanges(alice, seat, dossier, writes.Where(write => !write.IsFor(seat.Role)));
            await Task.WhenAll(writes.Where(write => write.IsFor(seat.Role)).Select(write => write.Ask(seat, dossier)));
        }

        // What is very restricted is deposited by nobody: who would read it, only tests of a silo show.
        Assert.DoesNotContain(seats, seat => writes.Any(write => write.Class
            is DataClass.DocumentVeryRestricted or DataClass.DocumentVeryRestrictedForMedical
            && write.IsFor(seat.Role)));
        await Task.WhenAll(seats.Where(seat => ReferencePolicy.IsOfOwnStructure(seat.Role, DataClass.Circle))
            .Select(seat => ManagesTheirOwnStructure(clinic, alice, seat, dossier)));
        await BooksForThePatient(alice, seats, dossier);
        (DossierView whole, ulong head) = await Looks(alice, dossier);
        List<Fact> all = await alice.PagesForwards(dossier, 200, isRecorded: false);
        all.RemoveAll(fact => fact.Seq > head);
        Assert.All(
            ShippedClasses().Where(each => seats.Exists(seat => ReferencePolicy.Of(seat.Role, each).Write)),
            each => Assert.Contains(all, fact => fact.DataClass == each));
        foreach (Seat seat in seats.Where(seat => live.ContainsKey(seat.Role)))
        {
            await LivesThroughWhatTheTableSays(seat, dossier, all, live[seat.Role]);
            await ReadsWhatTheTableSays(alice, seat, dossier, all);
            (DossierView opened, _) = await Looks(await clinic.Admit(seat.Colleague), dossier);
            Assert.Equal(PartOf(whole, ReadableBy(seat.Role)), opened);
        }
    }

    private static void CheckTable(CareRole role, ExplainRightsResponse rights, ExplainRightsResponse byRole)
    {
        Assert.Equal((role, RightsSource.Member), (rights.Role, rights.Source));
        Assert.Equal(rights.Rights, byRole.Rights);
        Assert.Equal(
            ReferencePolicy.Classes.Order().Select(each => (
                each, ReferencePolicy.Of(role, each), ReferencePolicy.LimitsOf(role, each))),
            rights.Rights.Select(one => (
                one.DataClass,
                (one.Read && !one.OnlyNamed, one.Write, one.Manage),
                (one.OnlyNamed, one.OnlySummary, one.OnlyOwnStructure))));
    }

    private static async Task ReadsNothing(Seat seat, StreamId dossier) => await Task.WhenAll(
        Refusal.Of(ErrorCode.NotAccessible, () => seat.Client.OpenAsync(dossier)),
        Refusal.Of(ErrorCode.NotAccessible, () => seat.Client.ReadHistoryAsync(dossier)),
        Refusal.Of(ErrorCode.NotAccessible, () => seat.Client.ReadLifeLineAsync(dossier)),
        Refusal.Of(ErrorCode.NotAccessible, () => seat.Client.ReadCircleAsync(dossier)));

    private static async Task IsRefusedAndNothingChanges(
        Colleague alice, Seat seat, StreamId dossier, IEnumerable<Write> writes)
    {
        (DossierView before, ulong head) = await Looks(alice, dossier);
        await Task.WhenAll(writes.Select(write => Refusal.Of(
            ErrorCode.NotAccessible, () => write.Ask(seat, dossier))));
        ReadHistoryResponse since = await alice.ReadsPage(dossier, after: (long)head, limit: 200);

        // A dossier calls attention to what is in it by itself; nothing else may have happened.
        Assert.All(since.Facts, fact => Assert.NotNull(fact.AlertChanged));
        foreach (Fact fact in since.Facts)
        {
            before.Apply(fact);
        }

        Assert.Equal(before, (await Looks(alice, dossier)).View);
    }

    // That of another one they do not: it is among what is refused.
    private static async Task ManagesTheirOwnStructure(Clinic clinic, Colleague alice, Seat seat, StreamId dossier)
    {
        (_, string profession) = ReferencePolicy.Professions.Single(each => each.Role == seat.Role);
        await clinic.Practises(
            seat.Colleague, new PracticeSituation { Profession = profession, StructureName = "EHPAD de l'Exemple" });
        ByteString own = Assert.Single(await seat.Client.ListPracticesAsync()).Structure;
        await Brings(alice, dossier, new CareStructure { Structure = own, Name = "EHPAD de l'Exemple" });
        await seat.Client.BeginFollowUpAsync(
            dossier, new NewFollowUp { Structure = own, State = FollowUpState.Assessing, Reason = "Chute" });
    }

    // Secretaries write nothing of what is coordinated, but for agendas.
    private static async Task BooksForThePatient(Colleague alice, List<Seat> seats, StreamId dossier)
    {
        var visit = new AppointmentDetails
        {
            Kind = AppointmentKind.HomeVisit,
            Title = "Visite",
            StartsAt = 1_785_499_200_000,
            Minutes = 30,
            Dossier = dossier.ToByteString(),
        };
        foreach (Seat seat in seats)
        {
            Task Books() => seat.Client.BookAsync(AgendaOwner.Of(seat.Colleague.Person), visit);
            await (ReferencePolicy.WritesAgenda(seat.Role) ? Books() : Refusal.Of(ErrorCode.NotAccessible, Books));
        }

        await Eventually.Becomes(
            "the dossier shows what was booked",
            () => Looks(alice, dossier),
            look => look.View.Appointments.Count == seats.Count(seat => ReferencePolicy.WritesAgenda(seat.Role)),
            "each appointment");
    }

    private static async Task LivesThroughWhatTheTableSays(
        Seat seat, StreamId dossier, List<Fact> all, Reading live)
    {
        DataClass[] readable = ReadableBy(seat.Role);
        List<Fact> theirs = await seat.Colleague.PagesForwards(dossier, 200, isRecorded: false);
        Assert.Equal(
            all.Select(fact => (fact.Seq, readable.Contains(fact.DataClass))),
            theirs.Take(all.Count).Select(fact => (fact.Seq, fact.Elided is null)));
        Assert.Equal(
            all.Where(fact => readable.Contains(fact.DataClass)),
            theirs.Take(all.Count).Where(fact => fact.Elided is null));
        await live.Reaches((long)all[^1].Seq);
        Assert.Equal(
            theirs.Where(fact => fact.Seq >= live.Facts[0].Seq && fact.Seq <= all[^1].Seq),
            live.Facts.Where(fact => fact.Seq <= all[^1].Seq));
    }

    private static async Task ReadsWhatTheTableSays(Colleague alice, Seat seat, StreamId dossier, List<Fact> all)
    {
        DataClass[] readable = ReadableBy(seat.Role);
        Dictionary<ulong, DataClass> classes = all.ToDictionary(fact => fact.Seq, fact => fact.DataClass);
        var whole = new ReadLifeLineRequest { Limit = 200 };
        ReadLifeLineResponse line = await alice.Client.ReadLifeLineAsync(dossier, whole);
        Assert.Equal(
            line.Entries.Where(entry => readable.Contains(classes.GetValueOrDefault(entry.Seq))),
            (await seat.Client.ReadLifeLineAsync(dossier, whole)).Entries
                .Where(entry => classes.ContainsKey(entry.Seq)));
        Assert.Equal(
            readable.Contains(DataClass.Coordination), (await seat.Client.ListTasksAsync()).Tasks.Count > 0);
        foreach (Fact showing in all.Where(fact => fact.DocumentChanged is not null).DistinctBy(fact => fact.DataClass))
        {
            await Is(readable.Contains(showing.DataClass), () => seat.Client.DownloadAsync(
                dossier, showing.Seq, showing.DocumentChanged.Document.File, new MemoryStream()));
        }

        if (!readable.Contains(DataClass.Plan))
        {
            await Refusal.Of(ErrorCode.NotAccessible, () => seat.Client.ReadPlanDocumentAsync(dossier));
        }

        static Task Is(bool isAllowed, Func<Task> read) =>
            isAllowed ? read() : Refusal.Of(ErrorCode.NotAccessible, read);
    }

    // What is left of a view for who reads these classes: what is of which class, said once more.
    private static DossierView PartOf(DossierView view, DataClass[] readable)
    {
        DossierView part = view.Clone();
        Drop(DataClass.Identity, () =>
        {
            part.Patient = null;
            part.CreatedBy = ByteString.Empty;
            part.CreatedAt = 0;
            part.Consents.Clear();
            part.Objections.Clear();
            part.Administration.Clear();
        });
        Drop(DataClass.Circle, () =>
        {
            part.Circle.Clear();
            part.Accesses.Clear();
            part.FollowUps.Clear();
            part.Standing = DossierStanding.Unspecified;
        });
        Drop(DataClass.Coordination, () =>
        {
            part.Liaison.Clear();
            part.Tasks.Clear();
            part.Appointments.Clear();
            part.Memos.Clear();
        });
        Drop(DataClass.Medical, part.Stays.Clear);
        Drop(DataClass.Plan, () => part.Plan = null);
        Keep(part.Forms, form => form.Theme switch
        {
            FormTheme.Medical => DataClass.Medical,
            FormTheme.Plan => DataClass.Plan,
            _ => DataClass.Social,
        });
        Keep(part.Alerts, alert => alert.DataClass);
        Keep(part.Documents, document => ReferencePolicy.Named.FirstOrDefault(
            each => document.Named.Count > 0 && each.Named.SequenceEqual(document.Named)).Class is var named and > 0
                ? named
                : DataClass.DocumentNormal + (int)document.Level - (int)DocumentLevel.Normal);
        return part;

        void Drop(DataClass dataClass, Action drop)
        {
            if (!readable.Contains(dataClass))
            {
                drop();
            }
        }

        void Keep<T>(IList<T> entries, Func<T, DataClass> classOf)
        {
            foreach (T entry in entries.Where(entry => !readable.Contains(classOf(entry))).ToArray())
            {
                entries.Remove(entry);
            }
        }
    }

    private static DataClass[] ReadableBy(CareRole role) =>
        [.. ReferencePolicy.Classes.Order().Where(each => ReferencePolicy.Of(role, each).Read)];

    private static IEnumerable<DataClass> ShippedClasses() => Table
        .Where(line => line.Length > 0 && char.IsUpper(line[0]))
        .Select(line => Enum.Parse<DataClass>(
            line.Split(' ')[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true));

    private static async Task<(DossierView View, ulong Head)> Looks(Colleague colleague, StreamId dossier)
    {
        await using OpenStream opened = await colleague.Client.OpenAsync(dossier);
        return (opened.Opening.Dossier, opened.Opening.Head.Seq);
    }

    private static async Task<ByteString> Brings(Colleague colleague, StreamId dossier)
    {
        ByteString structure = RequestId.New().ToByteString();
        await Brings(colleague, dossier, new CareStructure { Structure = structure, Name = "SSIAD de l'Exemple" });
        return structure;
    }

    private static Task Brings(Colleague colleague, StreamId dossier, CareStructure structure) =>
        colleague.Client.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Structure = structure,
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "Chute" },
        });
}
