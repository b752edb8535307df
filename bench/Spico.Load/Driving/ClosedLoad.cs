using System.Diagnostics;

namespace Spico.Load.Driving;

/// <summary>
/// As fast as acks come back, with a number of messages on their way in each conversation, each of another member.
/// Says what a server can do; its latencies are those of an audience that waits.
/// </summary>
internal sealed class ClosedLoad(Population population, int outstanding) : ILoad
{
    public bool IsOverrun => false;

    public Task RunAsync(CancellationToken stop)
    {
        int each = Math.Min(outstanding, population.Plan.MembersEach);
        return Task.WhenAll(
            from writer in Enumerable.Range(0, each)
            from conversation in Enumerable.Range(0, population.Plan.Conversations)
            select WriteAsync(conversation, writer, each, stop));
    }

    private async Task WriteAsync(int conversation, int writer, int writers, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int first = conversation * population.Plan.MembersEach;
        byte[] text = new byte[population.TextBytes];

        // A writer keeps to its own share of the members, so that nobody has two messages on their way.
        for (int slot = writer; !stop.IsCancellationRequested;)
        {
            await population.PostAsync(first + slot, Stopwatch.GetTimestamp(), text, CancellationToken.None);
            slot += writers;
            slot = slot < population.Plan.MembersEach ? slot : writer;
        }
    }
}
