using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Scenarios.Tests;

/// <summary>
/// The uses the region's professionals were promised, from end to end: what several capabilities are worth together, to
/// where the dossier tells who did what, and when.
/// </summary>
public sealed class UseCaseTests
{
    /// <summary>
    /// A doctor, a nurse, a pharmacist and a social worker coordinate around a patient; one asks, another answers; a
    /// fifth is added and reads what came before, files included. What came of it is filed in the patient's dossier.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_team_discusses_and_who_joins_late_reads_it_all(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague doctor = await clinic.Admit("docteur", profession: "Médecin");
        Colleague nurse = await clinic.Admit("infirmière", profession: "Infirmière");
        Colleague pharmacist = await clinic.Admit("pharmacien", profession: "Pharmacien");
        Colleague social = await clinic.Admit("assistante sociale", profession: "Assistante sociale");
        (StreamId talk, RegisterPatientResponse patient) = await StartsAbout(doctor, nurse, pharmacist, social);
        var counter = await LiveInbox.OpenAsync(pharmacist);

        await doctor.Sends(talk, "Retour à domicile demain, pilulier à préparer.");
        PostMessageResponse photo = await Shows(nurse, talk, "L'ordonnance", Pdf(20_000));
        PostMessageResponse asked = await nurse.Client.PostRequestAsync(
            talk, "Pouvez-vous livrer ?", [pharmacist.Person]);
        await counter.Shows(talk, entry => entry is { Unread: 3, RequestsWaiting: 1 });
        Patient about = (await pharmacist.SeesInInbox(talk))!.Patient;
        CareRequestEntry waits = Assert.Single(
            (await pharmacist.Client.ListCareRequestsAsync(CareRequestFilter.WaitingForMe)).Entries);
        Assert.Equal((about, asked.Request), (waits.Patient, waits.Request.Request));
        foreach (ByteString within in new[] { ByteString.Empty, talk.ToByteString() })
        {
            SearchMessagesResponse hits = await pharmacist.Client.SearchMessagesAsync(
                new SearchMessagesRequest { Text = "pilulier", Conversation = within });
            Assert.Equal(about, Assert.Single(hits.Messages).Patient);
        }

        await pharmacist.Client.TakeCareRequestAsync(talk, asked.Request);
        PostMessageResponse answer = await pharmacist.Client.PostAsync(new PostMessageRequest
        {
            Conversation = talk.ToByteString(),
            Text = "Livré à 17 h.",
            Quote = asked.Position.Seq,
        });
        await pharmacist.Client.AnswerCareRequestAsync(talk, asked.Request, answer.Position.Seq);
        await nurse.Client.CloseCareRequestAsync(talk, asked.Request);
        await social.Client.ReactAsync(talk, (long)answer.Position.Seq, Reaction.Thanks);
        await counter.Shows(talk, entry => entry.RequestsWaiting == 0);

        Colleague physio = await clinic.Admit("kinésithérapeute", profession: "Kinésithérapeute");
        await doctor.Client.AddMemberAsync(talk, On(physio));
        Reading late = await physio.Opens(talk);
        await late.Reaches((long)answer.Position.Seq);
        Fact first = late.Facts[(int)photo.Position.Seq - 1];
        Assert.Equal(20_000, (await Downloads(physio, talk, first)).Length);
        Assert.Contains(late.Facts, fact => fact.MessagePosted?.Quote == asked.Position.Seq);
        Assert.Equal(5, late.Opening.Conversation.Members.Count);

        StreamId dossier = await doctor.CreatesDossier(patient);
        await doctor.TakesIn(dossier, nurse, pharmacist, social, physio);
        Reading socials = await social.Opens(dossier);
        OpenDossierConversationResponse found = await nurse.Client.OpenDossierConversationAsync(dossier);
        Assert.Equal((talk.ToByteString(), false), (found.Conversation, found.Created));
        ChangeLiaisonResponse entry = await nurse.Client.WriteEntryAsync(
            dossier, Entry(LiaisonKind.Transmission, "Traitement livré, pilulier prêt.", talk, answer.Position.Seq));
        await socials.Reaches((long)entry.Entry);
        FactSource source = socials.Facts[^1].LiaisonChanged.Entry.Source;
        Assert.Equal((answer.Position.Seq, pharmacist.Person.ToByteString()), (source.Seq, source.Author));
        await Files(late, FiledKind.Liaison, entry.Entry);
        Assert.Equal(
            [
                (doctor.Person, Case.CreateDossier), (doctor.Person, Case.ChangeCircle),
                (doctor.Person, Case.ChangeCircle), (doctor.Person, Case.ChangeCircle),
                (doctor.Person, Case.ChangeCircle), (nurse.Person, Case.OpenDossierConversation),
                (nurse.Person, Case.ChangeLiaison),
            ],
            await Told(doctor, dossier));
    }

    /// <summary>
    /// A hospital doctor shares a prescription with the town's team, which opens it at once, passes it on to another
    /// team without sending it anew, and files it; the doctor deposits it as well: one document, which tells of both.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_prescription_goes_from_the_hospital_to_town(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague hospital = await clinic.Admit("hôpital", profession: "Médecin");
        Colleague nurse = await clinic.Admit("infirmière", profession: "Infirmière");
        Colleague pharmacist = await clinic.Admit("pharmacien", profession: "Pharmacien");
        (StreamId talk, RegisterPatientResponse patient) = await StartsAbout(hospital, nurse);
        (StreamId town, RegisterPatientResponse _) = await StartsAbout(nurse, pharmacist);
        Reading nurses = await nurse.Opens(talk);
        Reading pharmacists = await pharmacist.Opens(town);

        byte[] prescription = Pdf(30_000);
        PostMessageResponse sent = await Shows(hospital, talk, "Ordonnance de sortie", prescription);
        await nurses.Receives("Ordonnance de sortie");
        Fact shared = nurses.Facts[^1];
        Assert.Equal(prescription, await Downloads(nurse, talk, shared));

        Attachment file = shared.MessagePosted.Attachments.Files[0];
        await nurse.Client.PostFilesAsync(
            town,
            "Reçue de l'hôpital",
            [new FileReference { File = file.File, Stream = talk.ToByteString(), Seq = sent.Position.Seq }]);
        await pharmacists.Receives("Reçue de l'hôpital");
        Fact passed = pharmacists.Facts[^1];
        Assert.Equal(file, passed.MessagePosted.Attachments.Files[0]);
        Assert.Equal((hospital.Person.ToByteString(), nurse.Person.ToByteString()), (shared.Author, passed.Author));
        Assert.Equal(prescription, await Downloads(pharmacist, town, passed));
        await Refusal.Of(() => pharmacist.Client.OpenAsync(talk));

        StreamId dossier = await nurse.CreatesDossier(patient);
        await nurse.TakesIn(dossier, hospital, pharmacist);
        Reading circle = await pharmacist.Opens(dossier);
        ChangeDocumentResponse filed = await nurse.Client.DepositDocumentAsync(dossier, Prescription(
            new FileReference { File = file.File, Stream = talk.ToByteString(), Seq = sent.Position.Seq }));
        await circle.Reaches((long)filed.Position.Seq);
        Assert.Equal(LiaisonKind.DocumentDeposited, circle.Facts[^1].LiaisonChanged.Entry.Kind);
        await Files(nurses, FiledKind.Document, filed.Document);
        FileView again = await hospital.Client.UploadAsync(new MemoryStream(prescription), "Sortie.pdf");
        ChangeDocumentResponse deposited = await hospital.Client.DepositDocumentAsync(
            dossier, Prescription(new FileReference { File = again.File }));
        await circle.Reaches((long)deposited.Position.Seq);
        DossierDocument document = circle.Facts[^1].DocumentChanged.Document;
        Assert.Equal((filed.Document, file.Hash), (document.Document, document.File.Hash));
        Assert.Equal(
            [(sent.Position.Seq, nurse.Person.ToByteString()), (0ul, hospital.Person.ToByteString())],
            document.Sources.Select(from => (from.Source?.Seq ?? 0, from.By)));
        Assert.Equal(
            prescription, await Downloads(pharmacist, dossier, document.Versions[0].Seq, document.File));
        await using OpenStream opened = await hospital.Client.OpenAsync(dossier);
        Assert.Equal(document, Assert.Single(opened.Opening.Dossier.Documents));
        Assert.Equal(
            [
                (nurse.Person, Case.CreateDossier), (nurse.Person, Case.ChangeCircle),
                (nurse.Person, Case.ChangeCircle), (nurse.Person, Case.ChangeDocument),
                (hospital.Person, Case.ChangeDocument), (pharmacist.Person, Case.BeginDownload),
            ],
            await Told(nurse, dossier));
    }

    /// <summary>
    /// A nurse at home flags an urgency; the doctor, in their quiet hours, is told nevertheless, takes it in hand and
    /// sends a prescription; everybody sees the whole chain with its times. One gesture records it in the notebook of
    /// the dossier, and the whole circle knows.
    /// </summary>
    [Theory, EveryWay]
    public async Task An_urgency_at_home_is_answered_with_a_prescription(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague nurse = await clinic.Admit("infirmière", profession: "Infirmière");
        Colleague doctor = await clinic.Admit("docteur", profession: "Médecin");
        Colleague pharmacist = await clinic.Admit("pharmacien", profession: "Pharmacien");
        (StreamId talk, RegisterPatientResponse patient) = await StartsAbout(nurse, doctor, pharmacist);
        var phone = await LiveInbox.OpenAsync(doctor);
        TimeOnly now = TimeOnly.FromDateTime(DateTime.UtcNow);
        await doctor.Client.SetQuietHoursAsync(now.AddHours(-1), now.AddHours(1), "Etc/UTC");

        PostMessageResponse raised = await nurse.Client.PostUrgentAsync(talk, "Saturation à 86 %.");
        await phone.Shows(talk, entry => entry is { UrgenciesUnanswered: 1, Unread: 1 });
        await Eventually.IsTrue(
            "the doctor is told in spite of the hour",
            () => phone.Notified.Any(told => told is { Kind: NotificationKind.Urgency, Urgent: true, Quiet: false }));
        await doctor.Client.AcknowledgeUrgencyAsync(talk, raised.Urgency);
        await Shows(doctor, talk, "Oxygène 3 l/min, j'arrive.", Pdf(10_000));
        ResolveUrgencyResponse resolved = await nurse.Client.ResolveUrgencyAsync(talk, raised.Urgency);

        Reading pharmacists = await pharmacist.Opens(talk);
        await pharmacists.Reaches((long)resolved.Position.Seq);
        // That everybody was notified stands wherever they were.
        Fact[] chain =
        [
            .. pharmacists.Facts.Where(fact => fact.Seq >= raised.Position.Seq && fact.UrgencyNotified is null),
        ];
        Assert.Equal(
            [
                Fact.BodyOneofCase.MessagePosted, Fact.BodyOneofCase.UrgencyRaised,
                Fact.BodyOneofCase.UrgencyAcknowledged, Fact.BodyOneofCase.MessagePosted,
                Fact.BodyOneofCase.UrgencyResolved,
            ],
            chain.Select(fact => fact.BodyCase));
        Assert.Equal(
            [nurse.Person, nurse.Person, doctor.Person, doctor.Person, nurse.Person],
            chain.Select(fact => PersonId.TryFrom(fact.Author, out PersonId author) ? author : default));
        Assert.Equal(chain.Select(fact => fact.At).Order(), chain.Select(fact => fact.At));
        await phone.Shows(talk, entry => entry.Urgencies == 0);
        await IsRecorded(chain[1], talk, patient, nurse, doctor, pharmacist);
    }

    private static async Task IsRecorded(
        Fact urgency,
        StreamId talk,
        RegisterPatientResponse patient,
        Colleague nurse,
        Colleague doctor,
        Colleague pharmacist)
    {
        StreamId dossier = await nurse.CreatesDossier(patient);
        await nurse.TakesIn(dossier, doctor, pharmacist);
        var counter = await LiveInbox.OpenAsync(pharmacist);
        Reading circle = await pharmacist.Opens(dossier);
        NewLiaisonEntry recorded = Entry(LiaisonKind.Incident, "Désaturation, oxygène posé.", talk, urgency.Seq);
        recorded.Severity = LiaisonSeverity.Critical;
        ChangeLiaisonResponse entry = await nurse.Client.WriteEntryAsync(dossier, recorded);
        await circle.Reaches((long)entry.Entry);
        LiaisonEntry told = circle.Facts[^1].LiaisonChanged.Entry;
        Assert.Equal(
            (urgency.Seq, urgency.Author, urgency.At), (told.Source.Seq, told.Source.Author, told.Source.At));
        await Eventually.IsTrue(
            "the pharmacist is notified",
            () => counter.Notified.Any(one => one is { Kind: NotificationKind.LiaisonCritical, Urgent: true }));
        await doctor.Client.AcknowledgeEntryAsync(dossier, entry.Entry);
        await pharmacist.Client.AcknowledgeEntryAsync(dossier, entry.Entry);

        // In the conversation the urgency, in the dossier what was made of it, in the traces who did so: in this order.
        Assert.Equal(
            [
                (nurse.Person, Case.CreateDossier), (nurse.Person, Case.ChangeCircle),
                (nurse.Person, Case.ChangeCircle), (nurse.Person, Case.ChangeLiaison),
                (doctor.Person, Case.ChangeLiaison), (pharmacist.Person, Case.ChangeLiaison),
            ],
            await Told(doctor, dossier, since: urgency.At));
    }

    // What the dossier tells of who did what to it: each with its time, none before the one before it.
    private static async Task<(PersonId Person, Case Command)[]> Told(
        Colleague reader, StreamId dossier, long since = 0)
    {
        ReadTracesResponse page = await reader.Client.ReadTracesAsync(dossier);
        TraceEntry[] chain =
        [
            .. page.Entries
                .Where(entry => entry.Trace is { Kind: TraceKind.Command, Outcome: ErrorCode.Unspecified })
                .OrderBy(entry => entry.Seq),
        ];
        long[] times = [since, .. chain.Select(entry => entry.At)];
        Assert.Equal(times.Order(), times);
        return
        [
            .. chain.Select(entry => (
                PersonId.TryFrom(entry.Trace.Person, out PersonId person) ? person : default,
                (Case)entry.Trace.Command)),
        ];
    }

    // Whoever reads the conversation sees what became of a message.
    private static Task Files(Reading talk, FiledKind kind, ulong entry) => Eventually.IsTrue(
        $"the conversation tells of {kind} {entry}",
        () => talk.Facts.Any(fact => fact.MessageFiled is { } filed && filed.Kind == kind && filed.Entry == entry));

    private static NewLiaisonEntry Entry(LiaisonKind kind, string text, StreamId talk, ulong seq) => new()
    {
        Kind = kind,
        Text = text,
        Source = SpicoClientProvenance.SourceOf(talk, seq),
    };

    private static NewDossierDocument Prescription(FileReference file) => new()
    {
        Title = "Ordonnance de sortie",
        Category = DocumentCategory.Prescription,
        File = file,
    };

    private static async Task<(StreamId Talk, RegisterPatientResponse Patient)> StartsAbout(
        Colleague creator, params Colleague[] others)
    {
        RegisterPatientResponse patient = await creator.RegistersPatient();
        CreateConversationResponse created = await creator.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
            Members = { others.Select(On) },
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        return (talk, patient);
    }

    private static NewMember On(Colleague person) => new()
    {
        Person = person.Person.ToByteString(),
        History = HistoryAccess.All,
        Basis = LegalBasis.SameTeam,
    };

    private static byte[] Pdf(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        Encoding.ASCII.GetBytes("%PDF-1.7\n").CopyTo(bytes, 0);
        return bytes;
    }

    private static async Task<PostMessageResponse> Shows(Colleague person, StreamId talk, string text, byte[] content)
    {
        FileView file = await person.Client.UploadAsync(new MemoryStream(content), "Ordonnance.pdf");
        return await person.Client.PostFilesAsync(talk, text, [new FileReference { File = file.File }]);
    }

    private static Task<byte[]> Downloads(Colleague person, StreamId talk, Fact shown) =>
        Downloads(person, talk, shown.Seq, shown.MessagePosted.Attachments.Files[0]);

    private static async Task<byte[]> Downloads(Colleague person, StreamId stream, ulong seq, Attachment file)
    {
        using var destination = new MemoryStream();
        await person.Client.DownloadAsync(stream, seq, file, destination);
        return destination.ToArray();
    }
}
