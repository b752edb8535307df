using System.Net;
using System.Net.Sockets;
using Spico.Load.Measuring;

namespace Spico.Load.Tests.Measuring;

public sealed class CounterTests
{
    [Fact]
    public void A_process_is_read_also_when_its_name_holds_spaces_and_parentheses()
    {
        const string stat = "42 (a) (b c) S 7 42 42 0 -1 4194304 100 0 0 0 11 22 33 44 20 0 5 0 100 1000 200";
        Assert.True(ProcessStat.TryParse(42, stat, out ProcessStat process));
        Assert.Equal(new ProcessStat(42, 7, 110), process);
        Assert.False(ProcessStat.TryParse(42, "42 (gone", out _));
    }

    [Fact]
    public void This_process_has_used_a_processor_and_memory()
    {
        Assert.True(ProcessTrees.CpuSeconds([Environment.ProcessId]) > 0);
        Assert.True(ProcessTrees.MemoryBytes([Environment.ProcessId]) > 10_000_000);
        Assert.Equal(0, ProcessTrees.CpuSeconds([]));
    }

    [Fact]
    public void Flushes_are_those_of_the_disks_and_not_of_loops_above_them()
    {
        const string stats =
            """
               7       0 loop0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 1000 17
             254       0 vda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 314543 17
             253       0 zram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 7 0
            """;
        Assert.Equal(314_550, DiskFlushes.Parse(stats));
        Assert.Null(DiskFlushes.Parse("   7 0 old 1 2 3 4 5 6 7 8 9 10 11"));
    }

    [Fact]
    public async Task Bytes_of_sockets_are_counted_as_they_were_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using TcpClient server = await listener.AcceptTcpClientAsync();
        (_, long before) = SocketBytes.OfThisProcess();
        byte[] bytes = new byte[12_345];
        await client.GetStream().WriteAsync(bytes);
        await server.GetStream().ReadExactlyAsync(bytes);
        (_, long after) = SocketBytes.OfThisProcess();
        Assert.InRange(after - before, 12_345, 100_000);
    }
}
