using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class ClusterNodesTests
{
    [Fact]
    public async Task Two_silos_and_a_gateway_are_one_server_and_go_on_when_a_silo_is_killed()
    {
        await using SpicoCluster cluster = await SpicoCluster.StartAsync();
        string administrator = cluster.Tokens.For(PersonId.New(), "Exemple", isAdministrator: true);
        using var client = new NodeClient(cluster.Gateway.Doors);
        await client.Register(administrator, Named("Avant Exemple"));

        await cluster.Silos[0].KillAsync();

        await Eventually.Becomes(
            "the surviving silo registers people and finds those of before",
            async () =>
            {
                await client.Register(administrator, Named("Après Exemple"));
                return (await client.Find(administrator, "avant")).People.Count;
            },
            found => found == 1,
            "1");
        string somebody = cluster.Tokens.For(PersonId.New(), "Exemple");
        await Eventually.Becomes(
            "the surviving silo answers for an inbox",
            async () => (await client.ListInbox(somebody)).Entries.Count,
            entries => entries == 0,
            "0");
    }

    private static NewPerson Named(string name) => new() { Person = new Person { Name = name } };
}
