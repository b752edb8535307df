using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Spico.Testing;

/// <summary>A real Redis on a loopback port, without persistence, as Spico uses it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> TheShared = new(StartAsync);
    private ChildProcess _process;

    private RedisServer(int port, ChildProcess process)
    {
        Port = port;
        _process = process;
    }

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; }

    /// <summary>How StackExchange.Redis reaches it.</summary>
    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Whether it lives.</summary>
    public bool IsAlive => _process.IsAlive;

    /// <summary>The one server of this test process; not to be stopped. Tests that do so start their own.</summary>
    public static Task<RedisServer> SharedAsync() => TheShared.Value;

    /// <summary>Starts one; it answers when this returns.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        while (true)
        {
            int port = FreePort.Next();
            ChildProcess process = Run(port);
            var server = new RedisServer(port, process);
            if (await server.AnswersAsync())
            {
                return server;
            }

            await process.DisposeAsync();
            if (!process.Output.ToString().Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Redis did not start:\n{process.Output}");
            }
        }
    }

    /// <summary>Stops it.</summary>
    public Task StopAsync() => EndAsync(Signal.Terminate);

    /// <summary>Kills it.</summary>
    public Task KillAsync() => EndAsync(Signal.Kill);

    /// <summary>Sends a signal.</summary>
    public void Send(Signal signal) => _process.Send(signal);

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = Run(Port);
        if (!await AnswersAsync())
        {
            throw new InvalidOperationException($"Redis did not start again:\n{_process.Output}");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ChildProcess Run(int port)
    {
        string listen = port.ToString(CultureInfo.InvariantCulture);
        string program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "Redis is not installed: no redis-server in PATH. On Debian or Ubuntu: apt-get install redis-server");
        var start = new ProcessStartInfo(program,
            ["--port", listen, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()]);
        return ChildProcess.Start("Redis", start);
    }

    private async Task<bool> AnswersAsync()
    {
        bool ended = false;
        await Eventually.Becomes(
            $"Redis answers on port {Port}",
            async () =>
            {
                if (!_process.IsAlive)
                {
                    ended = true;
                    return "";
                }

                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                NetworkStream stream = client.GetStream();
                await stream.WriteAsync("PING\r\n"u8.ToArray());
                byte[] answer = new byte[5];
                await stream.ReadExactlyAsync(answer);
                return Encoding.ASCII.GetString(answer);
            },
            answer => ended || answer == "+PONG",
            "+PONG");
        return !ended;
    }

    private async Task EndAsync(Signal signal)
    {
        _process.Send(signal);
        await _process.ExitedAsync(Eventually.Patience);
    }
}
