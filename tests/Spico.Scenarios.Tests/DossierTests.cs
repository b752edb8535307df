using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class DossierTests
{
    [Theory, EveryWay]
    public async Task A_dossier_is_created_after_a_search_shared_with_a_circle_and_kept_up_live(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        (StreamId dossier, RegisterPatientResponse patient) = await Opens(alice);
        await using OpenStream alices = await alice.Client.OpenAsync(dossier);
        DossierView view = alices.Opening.Dossier;
        Assert.Equal(patient.Patient, view.Patient.Id);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.OpenAsync(dossier));

        BeginCirclePeriod consented = Joins(bob, LegalBasis.Consent);
        Error missing = await Refusal.Of(
            ErrorCode.GroundMissing, () => alice.Client.BeginCareAsync(dossier, consented));
        Assert.Equal(LegalStep.RecordConsent, missing.Step);
        RecordConsentResponse consent = await alice.Client.RecordConsentAsync(dossier, Consent(bob));
        RequestId request = RequestId.New();
        ChangeCircleResponse joined = await alice.Client.BeginCareAsync(dossier, consented, request);
        Assert.Equal(joined, await alice.Client.BeginCareAsync(dossier, consented, request));
        Reading bobs = await bob.Opens(dossier);
        await Eventually.Becomes(
            "bob is notified",
            () => bob.ReadsPage(StreamId.InboxOf(bob.Person)),
            page => page.Facts.Any(fact => fact.Notified is { Kind: NotificationKind.Circle } notified
                && notified.Conversation == dossier.ToByteString() && notified.Seq == joined.Position.Seq),
            "of the circle");

        var corrected = new ChangeIdentityRequest
        {
            Dossier = dossier.ToByteString(),
            Traits = view.Patient.Traits.Clone(),
            Status = IdentityStatus.Vali,
            Attributes = { IdentityAttribute.Homonym },
            Reason = "Carte d'identité vérifiée",
        };
        corrected.Traits.GivenNames = "Élise Jeanne";
        await bob.Client.ChangeIdentityAsync(corrected);
        await foreach (Fact fact in alices.Facts)
        {
            view.Apply(fact);
            if (fact.IdentityChanged is not null)
            {
                break;
            }
        }

        Colleague elsewhere = await clinic.Admit(bob);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        Assert.Equal(again.Opening.Dossier, view);
        Assert.Equal(2, (await bob.Client.ReadCircleAsync(dossier)).Count);

        SharingConsent withdrawn = Consent(bob);
        (withdrawn.Id, withdrawn.State) = (consent.Consent, ConsentState.Withdrawn);
        await alice.Client.RecordConsentAsync(dossier, withdrawn);
        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.ReadCircleAsync(dossier));
        Assert.Single(await alice.Client.ReadCircleAsync(dossier));
    }

    [Theory, EveryWay]
    public async Task A_conversation_leads_to_the_dossier_and_back_and_two_dossiers_become_one(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        (StreamId dossier, RegisterPatientResponse patient) = await Opens(alice);
        CreateConversationResponse created = await alice.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        await using OpenStream opened = await alice.Client.OpenAsync(talk);
        StreamId.TryFrom(opened.Opening.Conversation.Patient.Dossier, out StreamId known);
        await using OpenStream found = await alice.Client.OpenAsync(known);
        Assert.Equal(patient.Patient, found.Opening.Dossier.Patient.Id);
        Assert.Equal([talk], await alice.Client.FindPatientConversationsAsync(dossier));

        (StreamId twin, RegisterPatientResponse _) = await Opens(alice);
        await alice.Client.MergeDossierAsync(twin, dossier, "Même personne");
        await Refusal.Of(ErrorCode.WrongState, () => alice.Client.EndCareAsync(twin, new EndCirclePeriod
        {
            Member = found.Opening.Dossier.Circle[0].Id,
        }));
        Reading alices = await alice.Opens(dossier);
        await alices.Reaches(3);
        Assert.Equal([twin.ToByteString()], alices.Facts[^1].DossierMergeChanged.Absorbed);
        await alice.Client.SeparateDossierAsync(twin, "Deux sœurs");
        await alices.Reaches(4);
        Assert.Empty(alices.Facts[^1].DossierMergeChanged.Absorbed);
    }

    private static async Task<(StreamId Dossier, RegisterPatientResponse Patient)> Opens(Colleague colleague)
    {
        var traits = new PatientTraits
        {
            BirthName = $"Exemple {Guid.NewGuid():N}",
            GivenNames = "Élise",
            BirthDate = "1950-02-03",
            Sex = Sex.Female,
        };
        Assert.Empty((await colleague.Client.SearchPatientsAsync(traits)).Matches);
        RegisterPatientResponse patient = await colleague.Client.RegisterPatientAsync(traits, IdentityStatus.Prov);
        CreateDossierResponse created = await colleague.Client.CreateDossierAsync(new CreateDossierRequest
        {
            Patient = patient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        Assert.True((await colleague.Client.SearchPatientsAsync(traits)).Matches[0].HasDossier);
        StreamId.TryFrom(created.Dossier, out StreamId dossier);
        return (dossier, patient);
    }

    private static BeginCirclePeriod Joins(Colleague person, LegalBasis basis) => new()
    {
        Person = person.Person.ToByteString(),
        Function = CareFunction.Pharmacist,
        Ground = new LegalGround { Basis = basis },
    };

    private static SharingConsent Consent(Colleague person) => new()
    {
        State = ConsentState.Given,
        Persons = { person.Person.ToByteString() },
        Means = ConsentMeans.Oral,
        Proof = "Dit au cabinet",
    };
}
