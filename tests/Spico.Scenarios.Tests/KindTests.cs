using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class KindTests
{
    [Theory, EveryWay]
    public async Task A_conversation_about_a_patient_carries_them_and_is_found_from_the_dossier(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague chloe = await clinic.Admit("chloé");
        var traits = new PatientTraits
        {
            BirthName = $"Exemple {Guid.NewGuid():N}",
            GivenNames = "Élise Marie",
            BirthDate = "1979-03-02",
            Sex = Sex.Female,
        };
        RegisterPatientResponse patient = await alice.Client.RegisterPatientAsync(traits, IdentityStatus.Vali);
        StreamId.TryFrom(patient.Dossier, out StreamId dossier);
        CreateConversationResponse created = await alice.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
            Members = { On(bob, LegalBasis.SameTeam) },
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        await alice.Sends(talk, "sortie demain");

        Reading bobs = await bob.Opens(talk);
        await bobs.Receives("sortie demain");
        Assert.Equal(traits, bobs.Opening.Conversation.Patient.Traits);
        Assert.Equal(traits, bobs.Facts[0].ConversationCreated.Patient.Traits);
        await Eventually.Becomes(
            "bob's inbox shows the patient",
            async () => (await bob.SeesInInbox(talk))?.Patient,
            shown => shown?.Id == patient.Patient,
            "the patient");
        Assert.Equal([talk], await bob.Client.FindPatientConversationsAsync(dossier));
        Assert.Empty(await chloe.Client.FindPatientConversationsAsync(dossier));

        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Adds(talk, chloe));
        NewMember consented = On(chloe, LegalBasis.Consent);
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.AddMemberAsync(talk, consented));
        consented.Reference = "recueil du 3 mars, dossier papier";
        await bob.Client.AddMemberAsync(talk, consented);
        Fact added = (await chloe.PagesForwards(talk, pageSize: 50, isRecorded: false))[^1];
        Assert.Equal((LegalBasis.Consent, bob.Person.ToByteString()), (added.MemberAdded.Basis, added.Author));
        Assert.Equal(consented.Reference, added.MemberAdded.Reference);
        Assert.Equal(talk, Assert.Single(await chloe.Client.FindPatientConversationsAsync(dossier)));
        await Refusal.Of(() => alice.Client.OpenAsync(dossier));
    }

    [Theory, EveryWay]
    public async Task In_a_community_those_post_whose_role_allows_it(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        CreateConversationResponse created = await alice.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Community,
            Title = "CPTS",
            Members = { On(bob, LegalBasis.Unspecified) },
        });
        StreamId.TryFrom(created.Conversation, out StreamId channel);
        await Refusal.Of(() => bob.Sends(channel, "bonjour"));
        await alice.Client.SetMemberRoleAsync(channel, bob.Person, MemberRole.Poster);
        await bob.Sends(channel, "bonjour");
        Reading alices = await alice.Opens(channel);
        await alices.Receives("bonjour");
        Assert.Equal(MemberRole.Poster, alices.Opening.Conversation.Members[1].Role);
    }

    [Theory, EveryWay]
    public async Task Members_act_in_practice_situations_and_a_structure_is_reached_through_them(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", isAdministrator: true);
        Colleague bob = await clinic.Admit("bob");
        await alice.Client.RegisterPeopleAsync([Nurse(alice, "EHPAD"), Nurse(bob, "Cabinet")]);
        PracticeSituation alices = Assert.Single(await alice.Client.ListPracticesAsync());
        PracticeSituation bobs = Assert.Single(await alice.Client.ListPracticesAsync(bob.Person));
        NewMember added = On(bob, LegalBasis.Unspecified);
        added.Practice = bobs.Id;
        StreamId talk = await alice.StartsGroup("Relais", added);
        await bob.Sends(talk, "bonjour");
        PracticeId.TryFrom(alices.Id, out PracticeId acting);
        await alice.Client.SetPracticeAsync(talk, acting);
        var mention = new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = talk.ToByteString(),
            Text = "au cabinet",
            Mentions = new Mentions { Structures = { bobs.Structure } },
        };
        Reply posted = await alice.Client.SendAsync(new Command { PostMessage = mention });

        Reading reading = await bob.Opens(talk);
        await reading.Receives("au cabinet");
        Assert.Equal(
            ["EHPAD", "Cabinet"],
            reading.Opening.Conversation.Members.Select(member => member.Practice.StructureName));
        ReadMessagesResponse page = await bob.Client.ReadMessagesAsync(talk, after: 0);
        Assert.Equal(
            [(bob.Person.ToByteString(), 3ul), (alice.Person.ToByteString(), 5ul)],
            page.Practices.Select(each => (each.Person, each.Since)));
        await Eventually.Becomes(
            "bob is notified",
            () => bob.ReadsPage(StreamId.InboxOf(bob.Person)),
            inbox => inbox.Facts.Any(fact => fact.Notified?.Seq == posted.PostMessage.Position.Seq),
            "of the mention");
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.SetPracticeAsync(talk, acting));

        static NewPerson Nurse(Colleague person, string structure) => new()
        {
            Person = new Person { Id = person.Person.ToByteString(), Name = person.Name },
            Practices = { new PracticeSituation { Profession = "Infirmier", StructureName = structure } },
        };
    }

    private static NewMember On(Colleague person, LegalBasis basis) => new()
    {
        Person = person.Person.ToByteString(),
        History = HistoryAccess.All,
        Basis = basis,
    };
}
