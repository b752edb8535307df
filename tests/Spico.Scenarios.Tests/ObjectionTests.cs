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
