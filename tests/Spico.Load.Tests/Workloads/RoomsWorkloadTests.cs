using Spico.Load.Driving;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Load.Workloads;
using Spico.Peers;

namespace Spico.Load.Tests.Workloads;

/// <summary>A whole run on a server in memory: honest, or wrong in one way.</summary>
public sealed class RoomsWorkloadTests
{
    private static readonly RunSettings Settings = new()
    {
        Duration = TimeSpan.FromMilliseconds(300),
        WarmUp = TimeSpan.FromMilliseconds(50),
        Patience = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task An_honest_server_has_figures_for_every_load()
    {
        IReadOnlyList<Outcome> outcomes = await RunAsync(new InMemoryPeer());
        Assert.Equal(["open/400", "closed/1"], outcomes.Select(outcome => outcome.Load));
        Assert.All(outcomes, outcome =>
        {
            Assert.Null(outcome.Measurement.Judged!.Fault);
            Assert.True(outcome.Measurement.Figures["delivered"] > 0);
        });
    }

    [Fact]
    public async Task A_lost_message_voids_the_run() =>
        await IsVoidAsync("lost", (member, header, once) =>
        {
            if (member != 2 || header.Number != 5)
            {
                once();
            }
        });

    [Fact]
    public async Task A_doubled_message_voids_the_run() =>
        await IsVoidAsync("duplicated", (member, header, once) =>
        {
            once();
            if (member == 2 && header.Number == 5)
            {
                once();
            }
        });

    [Fact]
    public async Task A_message_before_its_turn_voids_the_run()
    {
        Action? held = null;
        await IsVoidAsync("reordered", (member, header, once) =>
        {
            if (member == 2 && header.Sender == 1 && header.Number == 5)
            {
                held = once;
                return;
            }

            once();
            if (member == 2 && header.Sender == 1 && header.Number == 6)
            {
                held?.Invoke();
            }
        });
    }

    [Fact]
    public async Task A_campaign_gives_every_subject_its_turn_in_every_repeat_and_says_what_failed()
    {
        List<string> turns = [];
        RunReport report = Reporting.Reports.Empty();
        var campaign = new Campaign(
            [
                new Subject("good", () => Create("good", null)),
                new Subject("bad", () => Create("bad", (_, _, _) => { })),
            ],
            [new RoomsWorkload("rooms", new PeerPlan(2, 4), [LoadShape.Closed(1)])],
            Settings,
            repeats: 2);
        await campaign.RunAsync(report, CancellationToken.None);
        Assert.Equal(["good", "bad", "bad", "good"], turns);
        Assert.Equal([2, 2], report.Results.Select(result => result.Repeats.Count));
        Assert.All(report.Results[0].Repeats, repeat => Assert.Null(repeat.Judged!.Fault));
        Assert.Equal(2, report.Failures.Count(
            failure => failure.Contains("bad: void", StringComparison.Ordinal) &&
                failure.EndsWith(" lost", StringComparison.Ordinal)));

        InMemoryPeer Create(string name, Action<int, MessageHeader, Action>? deliver)
        {
            turns.Add(name);
            return new InMemoryPeer
            {
                Deliver = deliver,
                Card = new PeerCard(name, "1", "nothing", IsStored: false, IsFlushed: false),
            };
        }
    }

    private static async Task IsVoidAsync(string why, Action<int, MessageHeader, Action> deliver)
    {
        IReadOnlyList<Outcome> outcomes = await RunAsync(new InMemoryPeer { Deliver = deliver });
        Assert.All(outcomes, outcome =>
        {
            Assert.Contains(why, outcome.Measurement.Void, StringComparison.Ordinal);
            Assert.Empty(outcome.Measurement.Figures);
            Assert.Empty(outcome.Measurement.Curves);
        });
    }

    private static async Task<IReadOnlyList<Outcome>> RunAsync(InMemoryPeer peer)
    {
        await using (peer)
        {
            var rooms = new RoomsWorkload(
                "rooms", new PeerPlan(2, 4), [LoadShape.Open(400), LoadShape.Closed(1)]);
            return await rooms.RunAsync(peer, Settings, CancellationToken.None);
        }
    }
}
