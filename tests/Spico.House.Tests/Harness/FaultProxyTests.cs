using System.Net;
using System.Net.Sockets;
using Spico.Testing;

namespace Spico.House.Tests.Harness;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();
    private FaultProxy _proxy = null!;
    private Socket _accepted = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _proxy = FaultProxy.Before(((IPEndPoint)_server.LocalEndpoint).Port);
        await _client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        _accepted = await _server.AcceptSocketAsync();
    }

    [Fact]
    public async Task Bytes_pass_both_ways()
    {
        await _client.Client.SendAsync("there"u8.ToArray());
        Assert.Equal("there"u8.ToArray(), await Receive(_accepted, 5));
        await _accepted.SendAsync("back"u8.ToArray());
        Assert.Equal("back"u8.ToArray(), await Receive(_client.Client, 4));
    }

    [Fact]
    public async Task A_cut_lets_exactly_so_many_bytes_pass()
    {
        _proxy.CutAfter(3);
        await _accepted.SendAsync("12345"u8.ToArray());
        Assert.Equal("123"u8.ToArray(), await Receive(_client.Client, 3));
        Assert.Equal(0, await _client.Client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task What_is_stalled_arrives_after_it_resumes()
    {
        _proxy.Stall();
        await _accepted.SendAsync("later"u8.ToArray());
        Task<byte[]> receiving = Receive(_client.Client, 5);
        await Assert.ThrowsAsync<TimeoutException>(() => receiving.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _proxy.Resume();
        Assert.Equal("later"u8.ToArray(), await receiving);
    }

    [Fact]
    public async Task A_reset_is_seen_by_both_sides()
    {
        _proxy.Reset();
        await Assert.ThrowsAsync<SocketException>(() => Receive(_client.Client, 1));
        await Assert.ThrowsAsync<SocketException>(() => Receive(_accepted, 1));
        await Eventually.Becomes("the connection is forgotten", () => _proxy.Connections, n => n == 0, "0");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _accepted.Dispose();
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    private static async Task<byte[]> Receive(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = await Eventually.Completes("bytes arrive", socket.ReceiveAsync(bytes.AsMemory(at)).AsTask());
            Assert.NotEqual(0, read);
            at += read;
        }

        return bytes;
    }
}
