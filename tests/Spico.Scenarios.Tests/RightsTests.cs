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

    private static NewLiaisonEntry Entry() => new() { Kind = LiaisonKind.VisitDone, Text = "Visite faite." };
}
