using System.Diagnostics;
using HdrHistogram;
using Spico.Load.Driving;
using Spico.Load.Measuring;
using Spico.Peers;

namespace Spico.Load.Tests.Driving;

public sealed class LoadTests
{
    private static readonly PeerPlan Plan = new(2, 4);

    [Fact]
    public async Task An_open_load_counts_from_when_a_message_was_due_also_while_the_server_stands_still()
    {
        await using var peer = new InMemoryPeer();
        await using var population = new Population(Plan, 200);
        await population.ConnectAsync(peer, Enumerable.Range(0, Plan.Members), 1, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        population.Acks.Open(Stopwatch.GetTimestamp());
        var load = new OpenLoad(population, new Schedule(1000, 2, 4, seed: 1), outstandingMax: 100_000);
        peer.StandStill();
        Task running = load.RunAsync(stop.Token);
        await InMemoryPeer.UntilAsync(() => population.Ledger.Senders.Sum(sender => sender.Posted) >= 250);
        peer.GoOn();
        await stop.CancelAsync();
        await running;
        LongHistogram acks = population.Acks.Total();

        // All that was due in a quarter of a second waited, half of it for half of it: a closed loop would have sent a
        // few.
        Assert.True(acks.TotalCount >= 250, $"{acks.TotalCount} acks");
        Assert.True(Percentile.At(acks, 50) >= 50, $"p50 {Percentile.At(acks, 50)} ms");
        Assert.False(load.IsOverrun);
    }

    [Fact]
    public async Task An_open_load_gives_up_when_the_server_falls_too_far_behind()
    {
        await using var peer = new InMemoryPeer();
        await using var population = new Population(Plan, 200);
        await population.ConnectAsync(peer, Enumerable.Range(0, Plan.Members), 1, CancellationToken.None);
        peer.StandStill();
        var load = new OpenLoad(population, new Schedule(10_000, 2, 4, seed: 1), outstandingMax: 100);
        Task running = load.RunAsync(CancellationToken.None);
        await InMemoryPeer.UntilAsync(() => load.IsOverrun);
        peer.GoOn();
        await running;
        Assert.Equal(100, population.Ledger.Acked);
    }

    [Fact]
    public async Task A_closed_load_never_has_more_on_its_way_than_it_was_told()
    {
        await using var peer = new InMemoryPeer();
        await using var population = new Population(Plan, 200);
        await population.ConnectAsync(peer, Enumerable.Range(0, Plan.Members), 1, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Task running = new ClosedLoad(population, 3).RunAsync(stop.Token);
        await InMemoryPeer.UntilAsync(() => population.Ledger.Acked > 1000);
        await stop.CancelAsync();
        await running;
        Assert.InRange(peer.OnTheirWayMost, 1, 3 * Plan.Conversations);
        Assert.True(population.Ledger.IsSettled);
        Assert.Null(population.Ledger.Judge(isOneOrderPromised: true).Fault);
    }

    [Fact]
    public async Task A_post_that_fails_is_counted_and_may_have_arrived_or_not()
    {
        await using var peer = new InMemoryPeer { Fails = number => number % 2 == 0 };
        await using var population = new Population(Plan, 200);
        await population.ConnectAsync(peer, Enumerable.Range(0, Plan.Members), 1, CancellationToken.None);
        await population.PostManyAsync(0, 10, 4, CancellationToken.None);
        Assert.Equal(5, population.Ledger.Acked);
        Assert.Equal(["refused"], population.Failures.Keys);
        Assert.Equal(5, population.Ledger.Judge(isOneOrderPromised: true).Refused);
        Assert.Null(population.Ledger.Judge(isOneOrderPromised: true).Fault);
    }
}
