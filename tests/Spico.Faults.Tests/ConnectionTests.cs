using Spico.Testing;

namespace Spico.Faults.Tests;

/// <summary>The network between clients and the server misbehaves.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Connections_cut_reset_stalled_and_slowed_lose_and_repeat_nothing()
    {
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions { Settings = Workload.Settings });
        await using FaultProxy http = FaultProxy.Before(NodeDoors.PortOf(node.Doors.Http!));
        await using FaultProxy tcp = FaultProxy.Before(NodeDoors.PortOf(node.Doors.Tcp!));
        await using FaultProxy grpc = FaultProxy.Before(NodeDoors.PortOf(node.Doors.Grpc!));
        FaultProxy[] proxies = [http, tcp, grpc];
        var doors = new NodeDoors(
            $"http://127.0.0.1:{http.Port}", $"127.0.0.1:{tcp.Port}", $"http://127.0.0.1:{grpc.Port}", null, 0);
        await using Workload load = await Workload.StartAsync(() => doors, node.Tokens);

        await load.Suffers("reset", "every connection", () => Each(proxies, proxy => proxy.Reset()));
        await load.Acks(100, "after the reset");

        // Cut in the middle of a frame, at another byte on each connection and at each return.
        for (int bytes = 1; bytes < 4000; bytes = (bytes * 3) + 1)
        {
            int after = bytes;
            await load.Suffers("cut", $"after {after} bytes", () => Each(proxies, proxy => proxy.CutAfter(after)));
        }

        await load.Acks(100, "after the cuts");
        await load.Suffers("stall", "every connection", async () =>
        {
            await Each(proxies, proxy => proxy.Stall());
            await Eventually.IsTrue("every proxy holds bytes back", () => proxies.All(proxy => proxy.Held > 0));
            await Each(proxies, proxy => proxy.Resume());
        });
        await load.Suffers("delay", "every byte", () => Each(
            proxies, proxy => proxy.Delay(TimeSpan.FromMilliseconds(20))));
        await load.Acks(50, "while it is slow");
        await Each(proxies, proxy => proxy.Delay(TimeSpan.Zero));
        await load.Judge(faultsMin: 10);
    }

    private static Task Each(FaultProxy[] proxies, Action<FaultProxy> act)
    {
        Array.ForEach(proxies, act);
        return Task.CompletedTask;
    }
}
