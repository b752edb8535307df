using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class RightsTests
{
    /// <summary>
    /// Goal: every cell of the matrix holds on every path of every way in. Method: one dossier, a member of each role,
    /// and what they see and may do compared with the reference, class by class.
    /// </summary>
    [Theory, EveryWay]
    public async Task Each_role_reads_and_writes_what_the_matrix_says_on_every_path(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        StreamId dossier = await alice.CreatesDossier();
        ChangeLiaisonResponse written = await alice.Client.WriteEntryAsync(dossier, Entry());
        await alice.Client.CreateTaskAsync(dossier, new NewCareTask { Title = "Lit médicalisé" });
        foreach ((CareRole role, string profession) in ReferencePolicy.Professions)
        {
            Colleague member = await clinic.Admit("membre", profession: profession);
            await alice.Client.BeginCareAsync(dossier, member.Joins());
            DataClass[] readable =
                [.. ReferencePolicy.Classes.Order().Where(each => ReferencePolicy.Of(role, each).Read)];
            ExplainRightsResponse rights = await alice.Client.ExplainRightsAsync(dossier, member.Person);
            Assert.Equal((role, RightsSource.Member), (rights.Role, rights.Source));
            Assert.Equal(rights.Rights, (await alice.Client.ExplainRightsAsync(dossier, role)).Rights);
            Assert.Equal(
                ReferencePolicy.Classes.Order().Select(each => (each, ReferencePolicy.Of(role, each))),
                rights.Rights.Select(one => (one.DataClass, (one.Read && !one.OnlyNamed, one.Write, one.Manage))));

            Reading live = await member.Opens(dossier);
            Assert.Equal(readable, live.Opening.DataClasses);
            Assert.Equal(readable.Contains(DataClass.Coordination), live.Opening.Dossier.Liaison.Count > 0);
            Assert.Equal(readable.Contains(DataClass.Coordination), live.Opening.Dossier.Tasks.Count > 0);
            foreach ((DataClass dataClass, Func<Colleague, StreamId, Task> write) in Writes)
            {
                await write(alice, dossier);
                await Is(ReferencePolicy.Of(role, dataClass).Write, () => write(member, dossier));
            }

            List<Fact> all = await alice.PagesForwards(dossier, 200, isRecorded: false);
            List<Fact> theirs = await member.PagesForwards(dossier, 200, isRecorded: false);
            Assert.Equal(
                all.Select(fact => (fact.Seq, readable.Contains(fact.DataClass))),
                theirs.Select(fact => (fact.Seq, fact.Elided is null)));
            await live.Reaches((long)all[^1].Seq);
            Assert.Equal(theirs.Skip(theirs.Count - live.Facts.Count), live.Facts);
            Assert.Equal(
                all.Where(fact => readable.Contains(fact.DataClass)).Select(fact => fact.Seq)
                    .Intersect((await alice.Client.ReadLifeLineAsync(dossier, Whole())).Entries.Select(one => one.Seq)),
                (await member.Client.ReadLifeLineAsync(dossier, Whole())).Entries.Select(one => one.Seq).Order());
            Assert.Equal(
                readable.Contains(DataClass.Coordination), (await member.Client.ListTasksAsync()).Tasks.Count > 0);
        }

        Assert.NotEqual(0ul, written.Entry);

        static Task Is(bool isAllowed, Func<Task> write) =>
            isAllowed ? write() : Refusal.Of(ErrorCode.NotAccessible, write);
    }

    [Theory, EveryWay]
    public async Task Who_practises_in_a_structure_or_breaks_the_glass_is_let_in_shown_and_put_out_again(
        Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Infirmier");
        Colleague carol = await clinic.Admit("carole", profession: "Médecin");
        var nurse = new PracticeSituation { Profession = "Infirmier", StructureName = "SSIAD du Lauragais" };
        await clinic.Practises(bob, nurse);
        PracticeSituation known = Assert.Single(await bob.Client.ListPracticesAsync());
        StreamId dossier = await alice.CreatesDossier();
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.OpenAsync(dossier));
        await alice.Client.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = known.Structure, Name = known.StructureName },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround
            {
                Basis = LegalBasis.SameTeam,
                Team = CareTeamKind.Organised,
                Reason = "DAC",
            },
        });
        Reading bobs = await bob.Opens(dossier);
        Assert.Contains(DataClass.Medical, bobs.Opening.DataClasses);
        Assert.Equal(
            RightsSource.Structure, (await alice.Client.ExplainRightsAsync(dossier, bob.Person)).Source);

        await Refusal.Of(ErrorCode.InvalidArgument, () => carol.Client.BreakGlassAsync(dossier, ""));
        RequestId request = RequestId.New();
        BreakGlassResponse opened = await carol.Client.BreakGlassAsync(dossier, "Trouvée au sol", request);
        Assert.Equal(opened, await carol.Client.BreakGlassAsync(dossier, "Trouvée au sol", request));
        await bobs.Reaches((long)opened.Position.Seq);
        Assert.Equal("Trouvée au sol", bobs.Facts[^2].AccessChanged.Access.Reason);
        Assert.Equal(LiaisonKind.EmergencyAccess, bobs.Facts[^1].LiaisonChanged.Entry.Kind);
        await Eventually.Becomes(
            "alice is told at any hour",
            () => alice.ReadsPage(StreamId.InboxOf(alice.Person)),
            page => page.Facts.Any(fact => fact.Notified is { Kind: NotificationKind.BreakGlass, Urgent: true }),
            "of the emergency");
        await using OpenStream carols = await carol.Client.OpenAsync(dossier);
        Assert.Equal(RightsSource.Emergency, (await alice.Client.ExplainRightsAsync(dossier, carol.Person)).Source);
        await Refusal.Of(ErrorCode.NotAccessible, () => carol.Client.BeginCareAsync(dossier, bob.Joins()));

        DossierView view = bobs.Opening.Dossier;
        foreach (Fact fact in bobs.Facts)
        {
            view.Apply(fact);
        }

        Colleague elsewhere = await clinic.Admit(bob);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        Assert.Equal(again.Opening.Dossier, view);

        nurse.Profession = "Secrétaire médical";
        await clinic.Practises(bob, nurse);
        ChangeLiaisonResponse entry = await alice.Client.WriteEntryAsync(dossier, Entry());
        await bobs.Reaches((long)entry.Position.Seq);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.WriteEntryAsync(dossier, Entry()));
        await clinic.Practises(bob);
        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.ReadCircleAsync(dossier));
    }

    // A write of each class that has one, by who may.
    private static readonly (DataClass Class, Func<Colleague, StreamId, Task> Write)[] Writes =
    [
        (DataClass.Identity, (who, dossier) => who.Client.RecordConsentAsync(dossier, new SharingConsent
        {
            State = ConsentState.Proposed,
            Means = ConsentMeans.Oral,
            Proof = "Dit au cabinet",
        })),
        (DataClass.Circle, (who, dossier) => who.Client.BeginCareAsync(
            dossier, new BeginCirclePeriod { Relative = Relative() })),
        (DataClass.Coordination, (who, dossier) => who.Client.WriteEntryAsync(dossier, Entry())),
        (DataClass.Coordination, (who, dossier) => who.Client.CreateTaskAsync(
            dossier, new NewCareTask { Title = "Rappeler la famille" })),
    ];

    private static ReadLifeLineRequest Whole() => new() { Limit = 200 };

    private static NewLiaisonEntry Entry() => new() { Kind = LiaisonKind.VisitDone, Text = "Visite faite." };

    private static CareRelative Relative() => new()
    {
        Name = "Claude Exemple",
        Phone = "05 00 00 00 00",
        Roles = { RelativeRole.Carer },
    };
}
