using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>
/// The uses the region's professionals were promised, from end to end as far as messages go: what several capabilities
/// are worth together.
/// </summary>
public sealed class UseCaseTests
{
    /// <summary>
    /// A doctor, a nurse, a pharmacist and a social worker coordinate around a patient; one asks, another answers; a
    /// fifth is added and reads what came before, files included.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_team_discusses_and_who_joins_late_reads_it_all(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague doctor = await clinic.Admit("docteur");
        Colleague nurse = await clinic.Admit("infirmière");
        Colleague pharmacist = await clinic.Admit("pharmacien");
        Colleague social = await clinic.Admit("assistante sociale");
        StreamId talk = await StartsAbout(doctor, nurse, pharmacist, social);
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
            SearchMessagesResponse found = await pharmacist.Client.SearchMessagesAsync(
                new SearchMessagesRequest { Text = "pilulier", Conversation = within });
            Assert.Equal(about, Assert.Single(found.Messages).Patient);
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

        Colleague physio = await clinic.Admit("kinésithérapeute");
        await doctor.Client.AddMemberAsync(talk, On(physio));
        Reading late = await physio.Opens(talk);
        await late.Reaches((long)answer.Position.Seq);
        Fact first = late.Facts[(int)photo.Position.Seq - 1];
        Assert.Equal(20_000, (await Downloads(physio, talk, first)).Length);
        Assert.Contains(late.Facts, fact => fact.MessagePosted?.Quote == asked.Position.Seq);
        Assert.Equal(5, late.Opening.Conversation.Members.Count);
    }

    /// <summary>
    /// A hospital doctor shares a prescription with the town's team, which opens it at once and passes it on to another
    /// team without sending it anew: the same file, with both who shared it.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_prescription_goes_from_the_hospital_to_town(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague hospital = await clinic.Admit("hôpital");
        Colleague nurse = await clinic.Admit("infirmière");
        Colleague pharmacist = await clinic.Admit("pharmacien");
        StreamId talk = await StartsAbout(hospital, nurse);
        StreamId town = await StartsAbout(nurse, pharmacist);
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
    }

    /// <summary>
    /// A nurse at home flags an urgency; the doctor, in their quiet hours, is told nevertheless, takes it in hand and
    /// sends a prescription; everybody sees the whole chain with its times.
    /// </summary>
    [Theory, EveryWay]
    public async Task An_urgency_at_home_is_answered_with_a_prescription(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague nurse = await clinic.Admit("infirmière");
        Colleague doctor = await clinic.Admit("docteur");
        Colleague pharmacist = await clinic.Admit("pharmacien");
        StreamId talk = await StartsAbout(nurse, doctor, pharmacist);
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
    }

    private static async Task<StreamId> StartsAbout(Colleague creator, params Colleague[] others)
    {
        RegisterPatientResponse patient = await creator.Client.RegisterPatientAsync(
            new PatientTraits
            {
                BirthName = $"Exemple {Guid.NewGuid():N}",
                GivenNames = "Jeanne",
                BirthDate = "1940-05-09",
                Sex = Sex.Female,
            },
            IdentityStatus.Vali);
        CreateConversationResponse created = await creator.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
            Members = { others.Select(On) },
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        return talk;
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

    private static async Task<byte[]> Downloads(Colleague person, StreamId talk, Fact shown)
    {
        using var destination = new MemoryStream();
        await person.Client.DownloadAsync(
            talk, shown.Seq, shown.MessagePosted.Attachments.Files[0], destination);
        return destination.ToArray();
    }
}
