using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class ElisionTests
{
    [Theory, EveryWay]
    public async Task What_is_outside_a_members_classes_arrives_as_a_position_only(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Sortie d'hôpital", Without(bob, DataClass.Medical));
        Reading bobs = await bob.Opens(group);

        await alice.Sends(group, "le lit est commandé", DataClass.Social);
        await alice.Sends(group, "le compte rendu opératoire", DataClass.Medical);
        await alice.Sends(group, "rendez-vous jeudi");

        string[] expected = ["le lit est commandé", "…", "rendez-vous jeudi"];
        await bobs.Receives(expected);
        IReadOnlyList<Fact> facts = bobs.Facts;
        Assert.Equal(Enumerable.Range(1, facts.Count), facts.Select(fact => (int)fact.Seq));
        Fact elided = facts.Single(fact => fact.BodyCase == Fact.BodyOneofCase.Elided);
        Assert.True(elided.Author.IsEmpty);
        Assert.Equal(facts, await bob.PagesForwards(group, pageSize: 2));
        Assert.Equal(facts, await bob.PagesBackwards(group, pageSize: 2));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Unread_counts_leave_out_what_may_not_be_read(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Sortie", Without(bob, DataClass.Medical, DataClass.Restricted));
        await alice.Sends(group, "un");
        await alice.Sends(group, "secret", DataClass.Medical);
        PostMessageResponse social = await alice.Sends(group, "deux", DataClass.Social);
        await alice.Sends(group, "trois");

        await Eventually.Becomes(
            "bob's inbox counts", async () => (await bob.SeesInInbox(group))?.Unread, unread => unread == 3, "3");
        MarkReadResponse mark = await bob.HasRead(group, social.Position.Seq);
        Assert.Equal(1UL, mark.Unread);
        await clinic.Judge();
    }

    private static NewMember Without(Colleague person, params DataClass[] withheld) => new()
    {
        Person = person.Person.ToByteString(),
        History = HistoryAccess.All,
        Withheld = { withheld },
    };
}
