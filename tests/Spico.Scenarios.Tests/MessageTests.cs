using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

public sealed class MessageTests
{
    [Theory, EveryWay]
    public async Task A_message_is_answered_edited_reacted_to_and_taken_back(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsGroup("Sortie", bob);
        Reading bobs = await bob.Opens(talk);
        long message = (long)(await alice.Sends(talk, "demain à 14 h", DataClass.Social)).Position.Seq;

        PostMessageResponse answer = await bob.Client.PostAsync(new PostMessageRequest
        {
            Conversation = talk.ToByteString(),
            Text = "plutôt 15 h ?",
            Quote = (ulong)message,
            Mentions = new Mentions { People = { alice.Person.ToByteString() } },
        });
        await alice.Client.EditAsync(talk, message, "demain à 15 h");
        await bob.Client.ReactAsync(talk, message, Reaction.Agree);
        RetractMessageResponse retracted = await bob.Client.RetractAsync(talk, (long)answer.Position.Seq);
        await Refusal.Of(() => bob.Client.RetractAsync(talk, message));
        await Refusal.Of(ErrorCode.WrongState, () => alice.Client.ReactAsync(
            talk, (long)answer.Position.Seq, Reaction.Thanks));

        // Live, as it happened; afterwards, as it is.
        await bobs.Reaches((long)retracted.Position.Seq);
        Assert.Equal(
            [
                Fact.BodyOneofCase.MessagePosted, Fact.BodyOneofCase.MessagePosted, Fact.BodyOneofCase.MessageEdited,
                Fact.BodyOneofCase.MessageReacted, Fact.BodyOneofCase.MessageRetracted,
            ],
            bobs.Facts.Skip(3).Select(fact => fact.BodyCase));
        Assert.Equal(alice.Person.ToByteString(), Assert.Single(bobs.Facts[4].MessagePosted.Mentions.People));
        ReadMessagesResponse page = await alice.Client.ReadMessagesAsync(talk, after: 0);
        Assert.True(page.End);
        Assert.Equal("demain à 15 h", page.Messages[0].Edit.MessageEdited.Text);
        Assert.Equal(Reaction.Agree, Assert.Single(page.Messages[0].Reactions).Reaction);
        Assert.Equal(retracted.Position.Seq, page.Messages[1].Retraction.Seq);
        Assert.DoesNotContain(
            await alice.PagesForwards(talk, pageSize: 50, isRecorded: false),
            fact => fact.MessagePosted?.Text == "plutôt 15 h ?");
        ReadVersionsResponse versions = await bob.Client.ReadVersionsAsync(talk, message);
        Assert.Equal(
            ["demain à 14 h", "demain à 15 h"],
            versions.Versions.Select(fact => fact.MessagePosted?.Text ?? fact.MessageEdited.Text));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Who_joins_from_now_gets_nothing_of_what_happens_to_earlier_messages(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsGroup("Sortie", await clinic.Admit("chloé"));
        long message = (long)(await alice.Sends(talk, "avant")).Position.Seq;
        await alice.Adds(talk, bob, HistoryAccess.FromNow);
        Reading bobs = await bob.Opens(talk);
        EditMessageResponse edited = await alice.Client.EditAsync(talk, message, "avant, corrigé");
        await alice.Sends(talk, "après");

        await bobs.Receives("…", "après");
        Assert.Equal(edited.Position.Seq, bobs.Facts[0].Seq);
        Assert.Equal(bobs.Facts, await bob.PagesForwards(talk, pageSize: 2));
        await clinic.Judge();
    }

    /// <summary>
    /// Goal: a link gives no right and says nothing. Method: three talk about a patient, two of them are in the circle
    /// of the dossier, and all follow the link.
    /// </summary>
    [Theory, EveryWay]
    public async Task A_message_leads_to_a_dossier_and_each_follows_it_as_themselves(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Infirmière");
        Colleague bob = await clinic.Admit("bob", profession: "Pharmacien");
        Colleague chloe = await clinic.Admit("chloé", profession: "Infirmière");
        RegisterPatientResponse patient = await alice.RegistersPatient();
        StreamId dossier = await alice.CreatesDossier(patient);
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        ChangeLiaisonResponse fall = await alice.Client.WriteEntryAsync(
            dossier, new NewLiaisonEntry { Kind = LiaisonKind.Incident, Text = "Chute dans la salle de bain." });
        CreateConversationResponse created = await alice.Client.CreateAsync(new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = patient.Patient,
            Members =
            {
                new NewMember { Person = bob.Person.ToByteString(), Basis = LegalBasis.SameTeam },
                new NewMember { Person = chloe.Person.ToByteString(), Basis = LegalBasis.SameTeam },
            },
        });
        StreamId.TryFrom(created.Conversation, out StreamId talk);
        DossierLink entry = new() { Dossier = dossier.ToByteString(), Entry = fall.Entry };
        Reading bobs = await bob.Opens(talk);

        await Says("Voir le cahier", entry);
        await bobs.Receives("Voir le cahier");
        DossierLink link = Assert.Single(bobs.Facts[^1].MessagePosted.Links);
        Assert.Equal(entry, link);
        StreamId.TryFrom(link.Dossier, out StreamId linked);
        DossierView view = (await bob.Opens(linked)).Opening.Dossier;
        Assert.Equal("Chute dans la salle de bain.", view.Liaison.Single(each => each.Entry == link.Entry).Text);

        MessageView read = Assert.Single((await chloe.Client.ReadMessagesAsync(talk, after: 0)).Messages);
        Assert.Equal(entry, Assert.Single(read.Posted.MessagePosted.Links));
        await Refusal.Of(ErrorCode.NotAccessible, () => chloe.Client.OpenAsync(linked));
        StreamId other = await alice.CreatesDossier();
        Error elsewhere = await Refusal.Of(
            ErrorCode.InvalidArgument, () => Says("Et celui-ci", new DossierLink { Dossier = other.ToByteString() }));
        Assert.Equal("links", elsewhere.Field);

        Task<PostMessageResponse> Says(string text, DossierLink to) => alice.Client.PostAsync(
            new PostMessageRequest { Conversation = talk.ToByteString(), Text = text, Links = { to } });
    }
}
