using System.Net.Sockets;
using Spico.Testing;

namespace Spico.House.Tests.Harness;

public sealed class RedisServerTests
{
    [Fact]
    public async Task It_answers_after_a_kill_and_a_restart_on_the_same_port()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.KillAsync();
        using (var client = new TcpClient())
        {
            await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", server.Port));
        }

        await server.RestartAsync();
        using var again = new TcpClient();
        await again.ConnectAsync("127.0.0.1", server.Port);
        Assert.True(server.IsAlive);
    }
}
