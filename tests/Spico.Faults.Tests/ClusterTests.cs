using Spico.Testing;

namespace Spico.Faults.Tests;

/// <summary>Two silos and a gateway of their own, each a process, on PostgreSQL and Redis.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task A_silo_is_killed_and_the_other_goes_on()
    {
        await using SpicoCluster cluster = await SpicoCluster.StartAsync(Workload.Settings);
        await using Workload load = await StartAsync(cluster);
        await load.Suffers("kill -9", "a silo", cluster.Silos[0].KillAsync);
        await load.Acks(300, "with one silo");
        await load.Suffers("return", "of the silo", cluster.Silos[0].RestartAsync);
        await load.Suffers("kill -9", "the other silo", cluster.Silos[1].KillAsync);
        await load.Acks(300, "with the silo that came back");
        await load.Judge(faultsMin: 3);

        // Who talks through a gateway that lives is not told "perhaps": the SDK hears in time that it may ask again.
        Assert.Equal(0, load.Unknown);
    }

    [Fact]
    public async Task The_gateway_is_killed_and_clients_resume_on_its_return()
    {
        await using SpicoCluster cluster = await SpicoCluster.StartAsync(Workload.Settings);
        await using Workload load = await StartAsync(cluster);
        await load.Suffers("kill -9", "the gateway", async () =>
        {
            await cluster.Gateway.KillAsync();
            await cluster.Gateway.RestartAsync();
        });
        await load.Acks(300, "after the gateway's return");
        await load.Judge();
    }

    /// <summary>
    /// A silo is frozen for longer than the others wait for it, and woken. Goal: it must not write or deliver
    /// anything under an authority it has lost. Method: the others take its grains over; woken, it finds itself voted
    /// dead and ends, and a supervisor (the test) starts it again.
    /// </summary>
    [Fact]
    public async Task A_silo_frozen_beyond_its_eviction_does_no_harm_when_it_wakes()
    {
        await using SpicoCluster cluster = await SpicoCluster.StartAsync(Workload.Settings);
        await using Workload load = await StartAsync(cluster);
        await load.Suffers("SIGSTOP", "a silo", async () =>
        {
            cluster.Silos[0].Freeze();
            await cluster.EvictsAsync();
            await load.Acks(300, "while a silo is frozen");
        });
        await load.Suffers("SIGCONT", "the silo", async () =>
        {
            cluster.Silos[0].Thaw();
            await cluster.Silos[0].ExitedAsync(Eventually.Patience);
        });
        await cluster.Silos[0].RestartAsync();
        await load.Acks(300, "after the silo's return");
        await load.Judge(faultsMin: 2);
    }

    [Fact]
    public async Task Redis_may_die_and_nothing_is_lost()
    {
        await using SpicoCluster cluster = await SpicoCluster.StartAsync(Workload.Settings);
        await using Workload load = await StartAsync(cluster);
        await load.Suffers("kill -9", "Redis", cluster.Redis.KillAsync);
        await load.Acks(300, "without Redis");
        await load.Suffers("return", "of Redis", cluster.Redis.RestartAsync);
        await load.Acks(300, "after its return");
        await load.Judge(faultsMin: 2);
    }

    private static Task<Workload> StartAsync(SpicoCluster cluster) =>
        Workload.StartAsync(() => cluster.Gateway.Doors, cluster.Tokens);
}
