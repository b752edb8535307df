using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Faults.Tests;

/// <summary>What is due at a time, through a death: it happens after the restart, and once.</summary>
public sealed class DueTimeTests
{
    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.PostgreSql)]
    public async Task An_urgency_escalates_once_though_the_node_is_killed_before_it_is_due(Store store)
    {
        await using SpicoNode node = await StartAsync(store);
        await using var clinic = new Clinic(node, Way.Tcp);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Équipe mobile", bob);
        await alice.Client.RaiseUrgencyAsync(group, escalation: new Escalation
        {
            Steps = { new EscalationStep { Persons = { bob.Person.ToByteString() } } },
            AfterMs = 1_500,
        });
        await node.KillAsync();
        await node.RestartAsync();
        await Reaches(2);

        List<Fact> facts = await bob.PagesForwards(group, 100);
        Assert.Equal(
            [1u, 2u],
            facts.Where(fact => fact.UrgencyEscalated is not null).Select(fact => fact.UrgencyEscalated.Level));
        Assert.Equal(
            bob.Person.ToByteString(),
            Assert.Single(Assert.Single(facts, fact => fact.UrgencyNotified is not null).UrgencyNotified.Persons));
        List<Fact> inbox = await bob.PagesForwards(StreamId.InboxOf(bob.Person), 100, isRecorded: false);
        ulong[] notified = [.. inbox.Where(fact => fact.Notified is not null).Select(fact => fact.Notified.Seq)];
        Assert.Equal(notified.Distinct(), notified);
        await clinic.Judge();

        async Task<uint> LevelAsync() => (await alice.PagesForwards(group, 100, isRecorded: false))
            .Select(fact => fact.UrgencyEscalated?.Level ?? 0).Max();

        Task Reaches(uint level) => Eventually.Becomes(
            $"the urgency reaches level {level} after the restart",
            LevelAsync,
            at => at == level,
            $"{level}");
    }

    private static async Task<SpicoNode> StartAsync(Store store) => await SpicoNode.StartAsync(new SpicoNodeOptions
    {
        Store = store,
        ConnectionString = store == Store.PostgreSql
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("faults")
            : null,
        Settings = new Dictionary<string, string> { ["Spico:Urgencies:EscalateAfterMin"] = "00:00:01" },
    });
}
