using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class FormTests
{
    private const string Medical = "urn:spico:form:medical";
    private const string General = "urn:spico:form:ppcs-general";
    private const string Synthesis = "urn:spico:form:ppcs-synthesis";

    [Theory, EveryWay]
    public async Task Forms_are_filled_live_by_class_and_become_a_plan_whose_actions_are_tasks(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Assistante sociale");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Person = bob.Person.ToByteString(),
            Function = CareFunction.SocialWorker,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        Reading bobs = await bob.Opens(dossier);
        DossierView view = bobs.Opening.Dossier;
        Assert.Equal(5, (await bob.Client.ListFormsAsync()).Count);
        Assert.NotEmpty((await bob.Client.GetFormAsync(Medical)).Items);

        var medical = new NewForm { Url = Medical, Answers = { Group("allergies") } };
        Error missing = await Refusal.Of(
            ErrorCode.InvalidArgument, () => alice.Client.CompleteFormAsync(dossier, medical));
        Assert.Equal("complete.answers/allergies/allergie-connue", missing.Field);
        SaveFormDraftResponse draft = await alice.Client.SaveFormDraftAsync(
            dossier, new FormDraft { Url = Medical, Answers = { medical.Answers } });
        Assert.Equal(draft.Draft, Assert.Single(await alice.Client.ListFormDraftsAsync(dossier)).Draft);
        Assert.Empty(await bob.Client.ListFormDraftsAsync(dossier));
        medical.Answers[0].Items.Add(Answer("allergie-connue", new FormValue
        {
            Coding = new FormCoding { Code = "non" },
        }));
        medical.Draft = draft.Draft;
        ChangeFormResponse completed = await alice.Client.CompleteFormAsync(dossier, medical);
        Assert.Empty(await alice.Client.ListFormDraftsAsync(dossier));
        await bobs.Reaches((long)completed.Position.Seq);
        Assert.NotNull(bobs.Facts[^1].Elided);

        await Plans(alice, bob, dossier, view.Circle[0].Id);
        ChangePlanResponse acted = await bob.Client.DecideActionAsync(dossier, new NewPlanAction
        {
            Goal = 1,
            Title = "Barre d'appui dans l'entrée",
            Person = alice.Person.ToByteString(),
        });
        await bobs.Reaches((long)acted.Position.Seq);
        foreach (Fact fact in bobs.Facts)
        {
            view.Apply(fact);
        }

        Colleague elsewhere = await clinic.Admit(bob);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        Assert.Equal(again.Opening.Dossier, view);
        Assert.Equal(2, view.Forms.Count);
        Assert.Equal((1u, true), (view.Plan.Version, view.Plan.IsRevised));
        BoardTask card = Assert.Single((await alice.Client.ListTasksAsync()).Tasks);
        Assert.Equal((Assert.Single(view.Plan.Actions).Task, 1u), (card.Task.Task, card.Task.PlanGoal));
        DashboardReview review = Assert.Single((await alice.Client.ReadDashboardAsync()).Reviews.Entries);
        Assert.Equal(
            (dossier.ToByteString(), view.Plan.Plan, view.Plan.ReviewAt, alice.Person.ToByteString()),
            (review.Dossier, review.Plan, review.ReviewAt, review.Referent));
        ReadPlanDocumentResponse document = await bob.Client.ReadPlanDocumentAsync(dossier, version: 1);
        Assert.Equal("%PDF-"u8, document.Document.Span[..5]);
        ReadLifeLineResponse line = await alice.Client.ReadLifeLineAsync(
            dossier, new ReadLifeLineRequest { Kinds = { LifeLineKind.Form, LifeLineKind.Plan } });
        Assert.Equal(
            [LifeLineKind.Plan, LifeLineKind.Form, LifeLineKind.Form, LifeLineKind.Form],
            line.Entries.Select(entry => entry.Kind));
    }

    private static async Task Plans(
        Colleague alice, Colleague bob, StreamId dossier, Google.Protobuf.ByteString member)
    {
        await alice.Client.CompleteFormAsync(dossier, new NewForm
        {
            Url = General,
            Answers =
            {
                Group(
                    "demande",
                    Answer("demandeur", new FormValue { Member = member }),
                    Answer("motif", new FormValue { Text = "Deux chutes" })),
                Group(
                    "information",
                    Answer("informee", new FormValue { Boolean = true }),
                    Answer("joindre", new FormValue { Text = "Au cabinet" })),
            },
        });
        await bob.Client.CompleteFormAsync(dossier, new NewForm
        {
            Url = Synthesis,
            Answers =
            {
                Group("projet", Answer("projet-personne", new FormValue { Text = "Rester chez elle" })),
                Group("necessaire", Answer("priorites-necessaires", new FormValue { Text = "Marcher" })),
                Answer("synthese", new FormValue { Text = "Entourage présent" }),
            },
        });
        await bob.Client.SetPlanAsync(dossier, new PlanHead
        {
            Referent = alice.Person.ToByteString(),
            ReviewAt = DateTimeOffset.UtcNow.AddDays(20).ToUnixTimeMilliseconds(),
            Agreement = "Accord oral",
        });
        ChangePlanResponse goal = await bob.Client.SetGoalAsync(dossier, new PlanGoal { Text = "Sortir seule" });
        await alice.Client.ValidatePlanAsync(dossier, goal.Position.Seq);
    }

    private static FormAnswer Group(string name, params FormAnswer[] items) =>
        new() { LinkId = name, Items = { items } };

    private static FormAnswer Answer(string name, FormValue value) => new() { LinkId = name, Values = { value } };
}
