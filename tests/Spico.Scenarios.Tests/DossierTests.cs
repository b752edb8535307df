using System.Collections.Concurrent;
using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class DossierTests
{
    [Theory, EveryWay]
    public async Task A_dossier_is_created_after_a_search_shared_with_a_circle_and_kept_up_live(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Pharmacien");
        var traits = new PatientTraits
        {
            BirthName = $"Exemple {Guid.NewGuid():N}",
            GivenNames = "Élise",
            BirthDate = "1950-02-03",
            Sex = Sex.Female,
        };
        Assert.Empty((await alice.Client.SearchPatientsAsync(traits)).Matches);
        RegisterPatientResponse patient = await alice.Client.RegisterPatientAsync(traits, IdentityStatus.Prov);
        StreamId dossier = await alice.CreatesDossier(patient);
        Assert.True((await alice.Client.SearchPatientsAsync(traits)).Matches[0].HasDossier);
        await using OpenStream alices = await alice.Client.OpenAsync(dossier);
        DossierView view = alices.Opening.Dossier;
        Assert.Equal(patient.Patient, view.Patient.Id);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.OpenAsync(dossier));

        BeginCirclePeriod consented = bob.Joins(LegalBasis.Consent, CareFunction.Pharmacist);
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
                && notified.Conversation == dossier.ToByteString() && notified.Seq == joined.Position.Seq - 1),
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
            if (fact.AlertChanged is { Alert.Rule: AlertRule.IdentityIssue })
            {
                break;
            }
        }

        Assert.Equal("Élise Jeanne", view.Patient.Traits.GivenNames);
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
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        RegisterPatientResponse patient = await alice.RegistersPatient();
        StreamId dossier = await alice.CreatesDossier(patient);
        CreateConversationResponse created = await alice.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        await using OpenStream opened = await alice.Client.OpenAsync(talk);
        StreamId.TryFrom(opened.Opening.Conversation.Patient.Dossier, out StreamId known);
        Reading alices = await alice.Opens(known);
        Assert.Equal(patient.Patient, alices.Opening.Dossier.Patient.Id);
        Assert.Equal([talk], await alice.Client.FindPatientConversationsAsync(dossier));

        StreamId twin = await alice.CreatesDossier();
        await alice.Client.MergeDossierAsync(twin, dossier, "Même personne");
        await Refusal.Of(ErrorCode.WrongState, () => alice.Client.EndCareAsync(twin, new EndCirclePeriod
        {
            Member = alices.Opening.Dossier.Circle[0].Id,
        }));
        await alices.Reaches(3);
        Assert.Equal([twin.ToByteString()], alices.Facts[^1].DossierMergeChanged.Absorbed);
        await alice.Client.SeparateDossierAsync(twin, "Deux sœurs");
        await alices.Reaches(4);
        Assert.Empty(alices.Facts[^1].DossierMergeChanged.Absorbed);
    }

    [Theory, EveryWay]
    public async Task The_notebook_is_live_elided_and_part_of_the_life_line(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        Colleague director = await clinic.Admit("didier", profession: "Directeur d'EHPAD");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        ChangeCircleResponse joined = await alice.Client.BeginCareAsync(dossier, director.Joins());
        Reading bobs = await bob.Opens(dossier);
        Reading directors = await director.Opens(dossier);

        ChangeLiaisonResponse fall = await alice.Client.WriteEntryAsync(dossier, new NewLiaisonEntry
        {
            Kind = LiaisonKind.Incident,
            Severity = LiaisonSeverity.Critical,
            Text = "Chute dans la salle de bain.",
            HappenedAt = 1_700_000_000_000,
        });
        await bobs.Reaches((long)fall.Entry);
        Assert.Equal("Chute dans la salle de bain.", bobs.Facts[^1].LiaisonChanged.Entry.Text);
        await directors.Reaches((long)fall.Entry);
        Assert.NotNull(directors.Facts[^1].Elided);
        await Refusal.Of(ErrorCode.NotAccessible, () => director.Client.AcknowledgeEntryAsync(dossier, fall.Entry));
        await Eventually.Becomes(
            "bob is notified",
            () => bob.ReadsPage(StreamId.InboxOf(bob.Person)),
            page => page.Facts.Any(fact => fact.Notified is
            {
                Kind: NotificationKind.LiaisonCritical, Urgent: true,
            }),
            "of the fall");
        await bob.Client.AcknowledgeEntryAsync(dossier, fall.Entry);
        ChangeLiaisonResponse corrected = await alice.Client.CorrectEntryAsync(
            dossier, fall.Entry, "Chute, sans gravité.");

        Colleague elsewhere = await clinic.Admit(bob);
        await bob.Client.MarkDossierReadAsync(dossier, (long)corrected.Position.Seq);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        LiaisonEntry entry = Assert.Single(again.Opening.Dossier.Liaison, entry => entry.About == 0);
        Assert.Equal(
            ("Chute, sans gravité.", "Chute dans la salle de bain.", bob.Person.ToByteString()),
            (entry.Text, entry.FirstText, Assert.Single(entry.Acknowledgements).Person));
        Assert.Equal(corrected.Position.Seq, again.Opening.Dossier.ReadUpTo);

        ReadLifeLineResponse newest = await bob.Client.ReadLifeLineAsync(
            dossier, new ReadLifeLineRequest { Limit = 3 });
        Assert.Equal(joined.Position.Seq - 1, newest.Entries[0].Seq);
        ReadLifeLineResponse rest = await bob.Client.ReadLifeLineAsync(
            dossier, new ReadLifeLineRequest { Cursor = newest.Next });
        Assert.Equal((LifeLineKind.Liaison, fall.Entry), (rest.Entries[^1].Kind, rest.Entries[^1].Seq));
        Assert.Equal(5, newest.Entries.Count + rest.Entries.Count);
        Assert.Equal(4, (await director.Client.ReadLifeLineAsync(dossier)).Entries.Count);
        var falls = new ReadLifeLineRequest { Kinds = { LifeLineKind.Liaison }, To = 1_700_000_000_001 };
        Assert.Equal(fall.Entry, Assert.Single((await bob.Client.ReadLifeLineAsync(dossier, falls)).Entries).Seq);
        falls.AsOf = 1_700_000_000_001;
        Assert.Empty((await bob.Client.ReadLifeLineAsync(dossier, falls)).Entries);
    }

    [Theory, EveryWay]
    public async Task The_board_shows_tasks_across_dossiers_and_a_card_is_moved_by_one(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        Colleague director = await clinic.Admit("didier", profession: "Directeur d'EHPAD");
        StreamId first = await alice.CreatesDossier();
        StreamId second = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(first, bob.Joins());
        await alice.Client.BeginCareAsync(first, director.Joins());
        Reading bobs = await bob.Opens(first);
        ConcurrentQueue<BoardChanged> cards = [];
        ConcurrentQueue<BoardChanged> withheld = [];
        bob.Client.BoardChanged += cards.Enqueue;
        director.Client.BoardChanged += withheld.Enqueue;
        await using OpenStream inbox = await bob.Client.OpenAsync(bob.Client.Inbox);
        await using OpenStream directors = await director.Client.OpenAsync(director.Client.Inbox);

        ChangeTaskResponse late = await alice.Client.CreateTaskAsync(first, new NewCareTask
        {
            Title = "Renouveler l'ordonnance",
            Priority = CareTaskPriority.Urgent,
            DueAt = 1_700_000_000_000,
            Person = bob.Person.ToByteString(),
        });
        ChangeTaskResponse other = await alice.Client.CreateTaskAsync(
            second, new NewCareTask { Title = "Lit médicalisé" });
        await bobs.Reaches((long)late.Position.Seq);
        Assert.Equal(
            "Renouveler l'ordonnance", bobs.Facts.Single(fact => fact.Seq == late.Task).CareTaskChanged.Task.Title);

        ListTasksResponse page = await alice.Client.ListTasksAsync(new ListTasksRequest { Limit = 1 });
        Assert.Equal(late.Task, Assert.Single(page.Tasks).Task.Task);
        page = await alice.Client.ListTasksAsync(new ListTasksRequest { Cursor = page.Next });
        Assert.Equal((second.ToByteString(), other.Task), (page.Tasks[0].Dossier, page.Tasks[0].Task.Task));
        Assert.Equal(late.Task, Assert.Single((await bob.Client.ListTasksAsync()).Tasks).Task.Task);
        Assert.Empty((await director.Client.ListTasksAsync()).Tasks);
        Assert.Single((await alice.Client.ListTasksAsync(new ListTasksRequest { Overdue = true })).Tasks);
        Assert.Single((await alice.Client.ListTasksAsync(
            new ListTasksRequest { Person = bob.Person.ToByteString() })).Tasks);

        var accepted = new CareTaskMove
        {
            Task = late.Task,
            From = CareTaskState.Requested,
            To = CareTaskState.Accepted,
        };
        await bob.Client.MoveTaskAsync(first, accepted);
        accepted.To = CareTaskState.Cancelled;
        Error taken = await Refusal.Of(ErrorCode.Taken, () => alice.Client.MoveTaskAsync(first, accepted));
        Assert.Equal(bob.Person.ToByteString(), taken.Person);
        accepted.From = CareTaskState.Accepted;
        await alice.Client.MoveTaskAsync(first, accepted);
        Assert.Empty((await bob.Client.ListTasksAsync()).Tasks);
        var cancelled = new ListTasksRequest { States = { CareTaskState.Cancelled }, Dossier = first.ToByteString() };
        Assert.Single((await bob.Client.ListTasksAsync(cancelled)).Tasks);
        await Eventually.Becomes(
            "bob's board shows each change of his card",
            () => cards.ToArray(),
            shown => shown.Select(card => card.Seq).Distinct().Count() == 3,
            "three changes");
        Assert.All(cards, card => Assert.Equal((first.ToByteString(), late.Task), (card.Dossier, card.Task)));
        await ReadsAgain(bob, cards.MaxBy(card => card.Seq)!);
        Assert.Empty(withheld);
    }

    // What was told of a card names what to list.
    private static async Task ReadsAgain(Colleague colleague, BoardChanged card)
    {
        Assert.Equal(CareTaskState.Cancelled, card.State);
        var again = new ListTasksRequest { Dossier = card.Dossier, Task = card.Task, States = { card.State } };
        Assert.Equal(3u, Assert.Single((await colleague.Client.ListTasksAsync(again)).Tasks).Task.Version);
        again.Task++;
        Assert.Empty((await colleague.Client.ListTasksAsync(again)).Tasks);
        Error refusal = await Refusal.Of(
            ErrorCode.InvalidArgument, () => colleague.Client.ListTasksAsync(new ListTasksRequest { Task = 1 }));
        Assert.Equal("task", refusal.Field);
    }

    private static SharingConsent Consent(Colleague person) => new()
    {
        State = ConsentState.Given,
        Persons = { person.Person.ToByteString() },
        Means = ConsentMeans.Oral,
        Proof = "Dit au cabinet",
    };
}
