using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class TalkTests
{
    [Theory, EveryWay]
    public async Task Two_people_talk(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading alices = await alice.Opens(talk);
        Reading bobs = await bob.Opens(talk);

        await alice.Sends(talk, "Bonjour, avez-vous vu madame Martin ?");
        await bobs.Receives("Bonjour, avez-vous vu madame Martin ?");
        await bob.Sends(talk, "Oui, ce matin. 🙂");

        await alices.Receives("Bonjour, avez-vous vu madame Martin ?", "Oui, ce matin. 🙂");
        await bobs.Receives("Bonjour, avez-vous vu madame Martin ?", "Oui, ce matin. 🙂");
        Fact answer = bobs.Facts[^1];
        Assert.Equal(bob.Person.ToByteString(), answer.Author);
        Assert.Equal(2UL, answer.Ordinal);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_group_sees_everything_in_one_order(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague chloe = await clinic.Admit("chloé");
        StreamId round = await alice.StartsGroup("Tournée du matin", bob, chloe);
        Reading[] readings = [await alice.Opens(round), await bob.Opens(round), await chloe.Opens(round)];

        // All at once: who comes first is the server's choice, but it chooses once.
        await Task.WhenAll(
            from number in Enumerable.Range(0, 10)
            from person in clinic.People
            select person.Sends(round, $"{person.Name} {number}"));

        long head = readings[0].Opening.Head.Seq is var start ? (long)start + 30 : 0;
        foreach (Reading reading in readings)
        {
            await reading.Reaches(head);
        }

        Assert.Equal(30, readings[0].Texts.Count);
        Assert.Equal(readings[0].Texts, readings[1].Texts);
        Assert.Equal(readings[0].Texts, readings[2].Texts);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task What_one_door_takes_every_other_gives(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        List<Colleague> others = [];
        foreach (Way other in Enum.GetValues<Way>())
        {
            others.Add(await clinic.Admit($"by {other}", other));
        }

        StreamId talk = await alice.StartsGroup("Toutes les portes", [.. others]);
        List<Reading> readings = [];
        foreach (Colleague other in others)
        {
            readings.Add(await other.Opens(talk));
        }

        await alice.Sends(talk, "à tous");
        foreach (Reading reading in readings)
        {
            await reading.Receives("à tous");
        }

        // The same fact to the byte, whatever the encoding on the way.
        Assert.Single(readings.Select(reading => reading.Facts[^1]).Distinct());
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_client_without_a_subscription_receives_nothing_and_reads_everything(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Sends(talk, "un");
        await alice.Sends(talk, "deux");

        List<Fact> read = await bob.PagesForwards(talk, pageSize: 50);
        Assert.Equal(["un", "deux"], read.Where(IsMessage).Select(fact => fact.MessagePosted.Text));
        await clinic.Judge();
    }

    private static bool IsMessage(Fact fact) => fact.BodyCase == Fact.BodyOneofCase.MessagePosted;
}
