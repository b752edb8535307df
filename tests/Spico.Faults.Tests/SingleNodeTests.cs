using Spico.Testing;

namespace Spico.Faults.Tests;

public sealed class SingleNodeTests
{
    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.PostgreSql)]
    public async Task Nothing_acknowledged_is_lost_when_the_node_is_killed(Store store)
    {
        await using SpicoNode node = await StartAsync(store);
        await using Workload load = await Workload.StartAsync(node);
        for (int round = 1; round <= 2; round++)
        {
            await load.Suffers("kill -9", "the node", async () =>
            {
                await node.KillAsync();
                await node.RestartAsync();
            });
            await load.Acks(200, "after the restart");
        }

        await load.Judge(faultsMin: 2);
    }

    [Fact]
    public async Task A_stop_and_a_start_lose_nothing()
    {
        await using SpicoNode node = await StartAsync(Store.Sqlite);
        await using Workload load = await Workload.StartAsync(node);
        await load.Suffers("SIGTERM", "the node", node.RestartAsync);
        Assert.Equal(0, load.Unknown);
        await load.Acks(200, "after the restart");
        await load.Judge();
    }

    [Fact]
    public async Task PostgreSQL_may_stop_crash_and_come_back_under_load()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Store = Store.PostgreSql,
            ConnectionString = await postgres.CreateDatabaseAsync(),
            Settings = Workload.Settings,
        });
        await using Workload load = await Workload.StartAsync(node);
        foreach ((string how, Func<Task> end) in new (string, Func<Task>)[]
        {
            ("stop", postgres.StopAsync),
            ("immediate stop", postgres.StopImmediatelyAsync),
            ("kill -9", postgres.KillAsync),
        })
        {
            await load.Suffers(how, "PostgreSQL", async () =>
            {
                await end();
                await postgres.RestartAsync();
            });
            await load.Acks(200, $"after PostgreSQL's {how}");
        }

        Assert.True(node.IsAlive, node.Output.ToString());
        await load.Judge(faultsMin: 3);
    }

    private static async Task<SpicoNode> StartAsync(Store store) => await SpicoNode.StartAsync(new SpicoNodeOptions
    {
        Store = store,
        ConnectionString = store == Store.PostgreSql
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("faults")
            : null,
        Settings = Workload.Settings,
    });
}
