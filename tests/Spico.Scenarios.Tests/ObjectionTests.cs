using System.Collections.Concurrent;
using Google.Protobuf;
using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class ObjectionTests
{
    /// <summary>
    /// Goal: what a patient objects to is obeyed on every way in. Method: bob is of the circle and has the dossier open
    /// and their conversation open when the patient objects to him; he reads nothing newer of either, comes back on no
    /// ground, and once it is lifted he may.
    /// </summary>
    [Theory, EveryWay]
    public async Task Whom_the_patient_objects_to_is_put_out_at_once_and_let_in_once_it_is_lifted(
        Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Infirmier");
        StreamId dossier = await Opens(alice);
        await alice.Client.BeginCareAsync(dossier, Joins(bob));
        Reading bobs = await bob.Opens(dossier);
        OpenDossierConversationResponse about = await alice.Client.OpenDossierConversationAsync(dossier);
        Assert.True(StreamId.TryFrom(about.Conversation, out StreamId talk));
        Reading bobsTalk = await bob.Opens(talk);
        Reading alices = await alice.Opens(dossier);
        DossierView view = alices.Opening.Dossier;

        RequestId request = RequestId.New();
        NewObjection objection = new()
        {
            Persons = { bob.Person.ToByteString() },
            InEmergencies = true,
            Means = ConsentMeans.Oral,
            Proof = "Dit au cabinet, en présence de sa fille",
        };
        ChangeObjectionResponse recorded = await alice.Client.RecordObjectionAsync(dossier, objection, request);
        Assert.Equal(recorded, await alice.Client.RecordObjectionAsync(dossier, objection, request));
        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
        Assert.Equal(StreamEndReason.AccessEnded, await bobsTalk.Ends());
        Error refusal = await Refusal.Of(
            ErrorCode.GroundMissing, () => alice.Client.BeginCareAsync(dossier, Joins(bob)));
        Assert.Equal((LegalStep.LiftObjection, recorded.Objection), (refusal.Step, refusal.Objection));
        await Refusal.Of(ErrorCode.GroundMissing, () => bob.Client.BreakGlassAsync(dossier, "Chute"));
        ExplainRightsResponse rights = await alice.Client.ExplainRightsAsync(dossier, bob.Person);
        Assert.Equal((recorded.Objection, false), (rights.Objection, rights.MayBreakGlass));
        await Refusal.Of(
            ErrorCode.InvalidArgument, () => alice.Client.LiftObjectionAsync(dossier, recorded.Objection, " "));

        await alice.Client.LiftObjectionAsync(dossier, recorded.Objection, "Dit au téléphone");
        ChangeCircleResponse back = await alice.Client.BeginCareAsync(dossier, Joins(bob));
        await alices.Reaches((long)back.Position.Seq);
        foreach (Fact fact in alices.Facts)
        {
            view.Apply(fact);
        }

        Colleague elsewhere = await clinic.Admit(alice);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        Assert.Equal(again.Opening.Dossier, view);
        Assert.NotEqual(0, Assert.Single(view.Objections).LiftedAt);
        ReadLifeLineResponse line = await alice.Client.ReadLifeLineAsync(
            dossier, new ReadLifeLineRequest { Kinds = { LifeLineKind.Objection } });
        Assert.Equal(2, line.Entries.Count);
    }

    /// <summary>
    /// Goal: who acts for a member finds a dossier whose patient objects to them in no list and no push, and a merged
    /// dossier is in no list at all. Method: of two dossiers of alice's bob may see one when he acts for her.
    /// </summary>
    [Theory, EveryWay]
    public async Task Lists_show_who_acts_for_a_member_no_dossier_whose_patient_objects_to_them(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        StreamId hidden = await Opens(alice);
        StreamId shown = await Opens(alice);
        await alice.Client.GrantDelegationAsync(
            bob.Person, DelegationKind.Replacement, DateTimeOffset.UtcNow.AddMinutes(10));
        await using SpicoClient acting = await DelegationTests.ActingAsync(clinic, way, store, bob, alice);
        ConcurrentQueue<ByteString> alices = [];
        ConcurrentQueue<ByteString> bobs = [];
        alice.Client.BoardChanged += card => alices.Enqueue(card.Dossier);
        acting.BoardChanged += card => bobs.Enqueue(card.Dossier);
        await using OpenStream hers = await alice.Client.OpenAsync(alice.Client.Inbox);
        await using OpenStream his = await acting.OpenAsync(acting.Inbox);
        await using OpenStream open = await acting.OpenAsync(hidden);
        await alice.Client.RecordObjectionAsync(hidden, new NewObjection
        {
            Persons = { bob.Person.ToByteString() },
            Means = ConsentMeans.Oral,
            Proof = "Dit au cabinet",
        });
        var task = new NewCareTask { Title = "Lit médicalisé", Person = alice.Person.ToByteString() };
        await alice.Client.CreateTaskAsync(hidden, task);
        await alice.Client.CreateTaskAsync(shown, task);

        await Eventually.Becomes(
            "bob has the dossier open no more",
            () => open.EndReason,
            reason => reason == StreamEndReason.AccessEnded,
            "no right is left");
        await Eventually.Becomes(
            "alice is told of both cards", () => alices.ToArray(), cards => cards.Length == 2, "two cards");
        await Eventually.Becomes(
            "bob is told of the one he may see", () => bobs.ToArray(), cards => cards.Length > 0, "a card");
        Assert.Equal(shown.ToByteString(), Assert.Single((await acting.ListTasksAsync()).Tasks).Dossier);
        Assert.Equal(1u, (await acting.ReadDashboardAsync()).Tasks.Count);
        Assert.Equal([shown.ToByteString()], bobs);
        Assert.Equal(2u, (await alice.Client.ReadDashboardAsync()).Tasks.Count);
        await alice.Client.MergeDossierAsync(hidden, shown, "La même personne");
        Assert.Equal(shown.ToByteString(), Assert.Single((await alice.Client.ListTasksAsync()).Tasks).Dossier);
        Assert.Equal(1u, (await alice.Client.ReadDashboardAsync()).Tasks.Count);
    }

    private static BeginCirclePeriod Joins(Colleague person) => new()
    {
        Person = person.Person.ToByteString(),
        Function = CareFunction.Nurse,
        Ground = new LegalGround { Basis = LegalBasis.Exchange },
    };

    private static async Task<StreamId> Opens(Colleague colleague)
    {
        RegisterPatientResponse patient = await colleague.Client.RegisterPatientAsync(
            new PatientTraits
            {
                BirthName = $"Exemple {Guid.NewGuid():N}",
                GivenNames = "Élise",
                BirthDate = "1950-02-03",
                Sex = Sex.Female,
            },
            IdentityStatus.Prov);
        CreateDossierResponse created = await colleague.Client.CreateDossierAsync(new CreateDossierRequest
        {
            Patient = patient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        Assert.True(StreamId.TryFrom(created.Dossier, out StreamId dossier));
        return dossier;
    }
}
