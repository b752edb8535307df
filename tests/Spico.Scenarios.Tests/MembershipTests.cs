using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class MembershipTests
{
    [Theory, EveryWay]
    public async Task A_new_member_with_all_history_reads_from_the_beginning(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        await alice.Sends(group, "avant");
        Colleague chloe = await clinic.Admit("chloé");
        await bob.Adds(group, chloe, HistoryAccess.All);
        await alice.Sends(group, "après");

        Reading chloes = await chloe.Opens(group);
        await chloes.Receives("avant", "après");
        Assert.Equal(1UL, chloes.Facts[0].Seq);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_new_member_from_now_reads_nothing_older_by_any_path(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        for (int number = 1; number <= 7; number++)
        {
            await alice.Sends(group, $"avant {number}");
        }

        Colleague chloe = await clinic.Admit("chloé");
        AddMemberResponse added = await bob.Adds(group, chloe, HistoryAccess.FromNow);
        await alice.Sends(group, "après 1");
        await alice.Sends(group, "après 2");
        await alice.Sends(group, "après 3");

        string[] expected = ["après 1", "après 2", "après 3"];
        Reading live = await chloe.Opens(group);
        await live.Receives(expected);
        Assert.Equal(expected, live.Texts);
        Assert.Equal(expected, Texts(await chloe.PagesForwards(group, pageSize: 2)));
        Assert.Equal(expected, Texts(await chloe.PagesBackwards(group, pageSize: 2)));
        Assert.Equal(added.Position.Seq, live.Opening.VisibleAfter);
        Assert.Equal(added.Position.Seq + 1, live.Facts[0].Seq);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task History_pages_both_ways_give_the_same_facts(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        for (int number = 1; number <= 11; number++)
        {
            await alice.Sends(group, $"message {number}");
        }

        List<Fact> forwards = await bob.PagesForwards(group, pageSize: 3);
        Assert.Equal(forwards, await bob.PagesBackwards(group, pageSize: 4));
        Assert.Equal(Enumerable.Range(1, forwards.Count), forwards.Select(fact => (int)fact.Seq));
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_removed_member_receives_nothing_newer(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        Reading bobs = await bob.Opens(group);
        await alice.Sends(group, "pour tous");

        RemoveMemberResponse removed = await alice.Removes(group, bob);
        await alice.Sends(group, "sans bob");

        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
        await EndsAtTheRemoval(bob, bobs, group, removed.Position);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Who_leaves_receives_nothing_newer(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        Reading bobs = await bob.Opens(group);
        await alice.Sends(group, "pour tous");

        LeaveConversationResponse left = await bob.Leaves(group);
        await alice.Sends(group, "sans bob");

        Assert.Equal(StreamEndReason.AccessEnded, await bobs.Ends());
        await EndsAtTheRemoval(bob, bobs, group, left.Position);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Who_comes_back_reads_on_as_they_were_readmitted(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        await alice.Sends(group, "avant");
        await alice.Removes(group, bob);
        await alice.Sends(group, "pendant");
        await alice.Adds(group, bob, HistoryAccess.FromNow);
        await alice.Sends(group, "après");

        Reading bobs = await bob.Opens(group);
        await bobs.Receives("après");
        Assert.Equal(["après"], bobs.Texts);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Only_the_creator_removes_and_nobody_changes_a_direct_conversation(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, StreamId group) = await GroupOfTwo(clinic);
        Colleague chloe = await clinic.Admit("chloé");
        await alice.Adds(group, chloe);
        StreamId direct = await alice.StartsDirect(bob);

        Error notTheCreator = await Refusal.Of(() => bob.Removes(group, chloe));
        Assert.False(notTheCreator.Retryable);
        await Refusal.Of(ErrorCode.WrongState, () => alice.Adds(direct, chloe));
        await Refusal.Of(ErrorCode.WrongState, () => bob.Leaves(direct));
        await clinic.Judge();
    }

    private static async Task EndsAtTheRemoval(
        Colleague bob, Reading bobs, StreamId group, Position removal)
    {
        Assert.Equal(removal.Seq, bobs.Facts[^1].Seq);
        Assert.Equal(["pour tous"], bobs.Texts);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Sends(group, "encore ?"));

        // What was theirs stays readable, up to the fact that ended it, live or paged.
        Assert.Equal(removal.Seq, (await bob.PagesForwards(group, pageSize: 2))[^1].Seq);
        Assert.Equal(removal.Seq, (await bob.PagesBackwards(group, pageSize: 2))[^1].Seq);
        Assert.Null(await bob.SeesInInbox(group));
    }

    private static async Task<(Colleague Alice, Colleague Bob, StreamId Group)> GroupOfTwo(Clinic clinic)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        return (alice, bob, await alice.StartsGroup("Équipe mobile", bob));
    }

    private static IEnumerable<string> Texts(IEnumerable<Fact> facts) => facts
        .Where(fact => fact.BodyCase == Fact.BodyOneofCase.MessagePosted)
        .Select(fact => fact.MessagePosted.Text);
}
