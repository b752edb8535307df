using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class UrgencyTests
{
    [Theory, EveryWay]
    public async Task An_urgency_is_told_to_everybody_acknowledged_by_name_and_resolved(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, Colleague chloe, StreamId group) = await GroupOfThree(clinic);
        Reading bobs = await bob.Opens(group);
        PostMessageResponse posted = await alice.Client.PostUrgentAsync(group, "Mme X est tombée.");

        ulong urgency = posted.Urgency;
        Assert.Equal(posted.Position.Seq + 1, urgency);
        await bobs.Reaches((long)urgency);
        Assert.True(bobs.Facts.Single(fact => fact.Seq == urgency - 1).MessagePosted.Urgent);
        Assert.Equal(
            posted.Position.Seq, bobs.Facts.Single(fact => fact.Seq == urgency).UrgencyRaised.Message);
        InboxEntry entry = (await chloe.SeesInInbox(group))!;
        Assert.Equal((1u, 1u), (entry.Urgencies, entry.UrgenciesUnanswered));
        await IsNotified(chloe, group, urgency, NotificationKind.Urgency);
        await bobs.Reaches((long)urgency + 1);
        Assert.Equal(
            new[] { bob, chloe }.Select(one => one.Person.ToByteString()).ToHashSet(),
            bobs.Facts[^1].UrgencyNotified.Persons.ToHashSet());
        Urgency waiting = Assert.Single((await alice.Opens(group)).Opening.Conversation.Urgencies);
        Assert.Equal((UrgencyState.Notified, 2u, urgency + 1), (waiting.State, waiting.Notified, waiting.NotifiedSeq));

        AcknowledgeUrgencyResponse acknowledged = await bob.Client.AcknowledgeUrgencyAsync(group, urgency);
        Error taken = await Refusal.Of(
            ErrorCode.Taken, () => chloe.Client.AcknowledgeUrgencyAsync(group, urgency));
        Assert.Equal(bob.Person.ToByteString(), taken.Person);
        Urgency shown = Assert.Single((await chloe.Opens(group)).Opening.Conversation.Urgencies);
        Assert.Equal(
            (UrgencyState.Acknowledged, bob.Person.ToByteString(), acknowledged.At),
            (shown.State, shown.AcknowledgedBy, shown.AcknowledgedAt));

        HandOverUrgencyResponse handedOver = await bob.Client.HandOverUrgencyAsync(group, urgency, chloe.Person);
        await IsNotified(chloe, group, handedOver.Position.Seq, NotificationKind.Urgency);
        await chloe.Client.AcknowledgeUrgencyAsync(group, urgency);
        ResolveUrgencyResponse resolved = await alice.Client.ResolveUrgencyAsync(group, urgency);
        await bobs.Reaches((long)resolved.Position.Seq);
        Assert.Equal(urgency, bobs.Facts[^1].UrgencyResolved.Urgency);
        entry = (await chloe.SeesInInbox(group))!;
        Assert.Equal((0u, 0u), (entry.Urgencies, entry.UrgenciesUnanswered));
    }

    [Theory, EveryWay]
    public async Task Nobody_answers_and_the_next_of_the_chain_is_told_and_brought_in(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, Colleague chloe, StreamId group) = await GroupOfThree(clinic);
        Colleague deputy = await clinic.Admit("dominique");
        PracticeSituation acts = await Acts(clinic, bob, group);
        await bob.Client.GrantDelegationAsync(
            deputy.Person, DelegationKind.Replacement, DateTimeOffset.UtcNow.AddHours(1));
        await alice.Client.SetEscalationAsync(group, new Escalation
        {
            Steps =
            {
                new EscalationStep { Structures = { acts.Structure }, Functions = { "ASTREINTE" } },
                new EscalationStep { ReplacementsOf = { bob.Person.ToByteString() } },
            },
            AfterMs = 60,
        });
        PostMessageResponse posted = await alice.Sends(group, "Plus d'insuline.");
        RaiseUrgencyResponse raised = await alice.Client.RaiseUrgencyAsync(group, posted.Position.Seq);

        // Its last level is the end of the chain: whatever was to happen has happened.
        List<Fact> facts = await Eventually.Becomes(
            "the chain ends",
            () => bob.PagesForwards(group, 100, isRecorded: false),
            log => log[^1].UrgencyEscalated?.Level == 3,
            "level 3");
        // When everybody has the notification depends on nothing of the chain.
        facts.RemoveAll(fact => fact.UrgencyNotified is not null);
        Assert.Equal([1u, 2u, 3u], facts.Where(fact => fact.UrgencyEscalated is not null)
            .Select(fact => fact.UrgencyEscalated.Level));
        Assert.All(facts.Where(fact => fact.UrgencyEscalated is not null), fact =>
            Assert.Equal(alice.Person.ToByteString(), fact.Author));
        await IsNotified(bob, group, facts[^4].Seq, NotificationKind.UrgencyEscalated);
        await IsNotified(deputy, group, facts[^2].Seq, NotificationKind.UrgencyEscalated);
        await IsNotified(chloe, group, facts[^1].Seq, NotificationKind.UrgencyEscalated);
        ConversationView view = (await deputy.Opens(group)).Opening.Conversation;
        Assert.Equal(UrgencyState.Unanswered, Assert.Single(view.Urgencies).State);
        Assert.Equal(2, view.Escalation.Steps.Count);

        await deputy.Client.AcknowledgeUrgencyAsync(group, raised.Position.Seq);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Only_members_touch_urgencies_and_each_request_counts_once(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, Colleague chloe, StreamId group) = await GroupOfThree(clinic);
        RequestId request = RequestId.New();
        RaiseUrgencyResponse raised = await alice.Client.RaiseUrgencyAsync(group, requestId: request);
        Assert.Equal(raised, await alice.Client.RaiseUrgencyAsync(group, requestId: request));
        Colleague stranger = await clinic.Admit("étienne");
        ulong urgency = raised.Position.Seq;

        await Refusal.Of(ErrorCode.NotAccessible, () => stranger.Client.RaiseUrgencyAsync(group));
        await Refusal.Of(ErrorCode.NotAccessible, () => stranger.Client.AcknowledgeUrgencyAsync(group, urgency));
        await Refusal.Of(ErrorCode.NotAccessible, () => stranger.Client.ResolveUrgencyAsync(group, urgency));
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.SetEscalationAsync(group, new Escalation()));
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.RaiseUrgencyAsync(group, message: 1));
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.RaiseUrgencyAsync(group, message: 9_999));
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.RaiseUrgencyAsync(
            group, escalation: new Escalation { Steps = { new EscalationStep { Persons = { Nobody } } } }));
        await Refusal.Of(ErrorCode.WrongState, () => chloe.Client.RaiseUrgencyAsync(group));
        await Refusal.Of(ErrorCode.WrongState, () => chloe.Client.ResolveUrgencyAsync(group, urgency));
        await Refusal.Of(ErrorCode.WrongState, () => chloe.Client.AcknowledgeUrgencyAsync(group, urgency + 1));
    }

    private static Google.Protobuf.ByteString Nobody => PersonId.New().ToByteString();

    // On call for a structure.
    private static async Task<PracticeSituation> Acts(Clinic clinic, Colleague person, StreamId group)
    {
        await clinic.Practises(person, new PracticeSituation
        {
            Profession = "Infirmier",
            Function = "Astreinte",
            StructureName = "HAD de l'Exemple",
        });
        PracticeSituation practice = Assert.Single(await person.Client.ListPracticesAsync());
        Assert.True(PracticeId.TryFrom(practice.Id, out PracticeId id));
        await person.Client.SetPracticeAsync(group, id);
        return practice;
    }

    private static Task IsNotified(Colleague person, StreamId group, ulong seq, NotificationKind kind) =>
        Eventually.Becomes(
            $"{person.Name} is notified",
            () => person.ReadsPage(StreamId.InboxOf(person.Person)),
            page => page.Facts.Any(fact => fact.Notified is { Urgent: true } notified
                && notified.Kind == kind && notified.Seq == seq && notified.Conversation == group.ToByteString()),
            $"{kind} at {seq}");

    private static async Task<(Colleague Alice, Colleague Bob, Colleague Chloe, StreamId Group)> GroupOfThree(
        Clinic clinic)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague chloe = await clinic.Admit("chloé");
        return (alice, bob, chloe, await alice.StartsGroup("Équipe mobile", bob, chloe));
    }
}
