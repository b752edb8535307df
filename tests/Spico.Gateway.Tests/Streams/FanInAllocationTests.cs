using Spico.Gateway.Sessions;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Streams;

public sealed class FanInAllocationTests
{
    [Fact]
    public async Task A_fact_allocates_the_same_for_two_members_and_for_a_thousand()
    {
        long two = await AllocatedPerFactAsync(2);
        long thousand = await AllocatedPerFactAsync(1000);
        Assert.InRange(thousand, 0, two + 64);
    }

    private static async Task<long> AllocatedPerFactAsync(int members)
    {
        const int Facts = 200;
        var kit = new GatewayKit();
        List<Session> sessions = [];
        for (int i = 0; i < members; i++)
        {
            Session session = kit.Open();
            await session.SendAsync(kit.OpenCommand(), default);
            sessions.Add(session);
        }

        Delivery[] deliveries = [.. Enumerable.Range(0, 2 * Facts)
            .Select(_ => new Delivery([kit.Log.Append()], [], hasGap: false))];
        Deliver(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Deliver(Facts);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.All(sessions, session => Assert.False(session.Ended.IsCompleted));
        return allocated / Facts;

        void Deliver(int from)
        {
            for (int i = from; i < from + Facts; i++)
            {
                kit.Hub.Deliver(deliveries[i]);
                foreach (Session session in sessions)
                {
                    session.Pushes.TryRead(out _);
                }
            }
        }
    }
}
