using System.Diagnostics;
using System.Net.Sockets;
using Spico.Testing;

namespace Spico.Peers.Programs;

/// <summary>A server of somebody else's, as a child of ours, on a loopback port and with a folder of its own.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    // Erlang loads hundreds of modules before it listens: 5 s alone, more than a minute beside eight busy loops.
    private static readonly TimeSpan ListensWithin = TimeSpan.FromSeconds(240);

    private readonly ChildProcess _process;
    private readonly TestFolder _folder;

    private PeerServer(ChildProcess process, TestFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it wrote last.</summary>
    public OutputTail Output => _process.Output;

    /// <summary>Starts it; it accepts connections when this returns.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="prepare">Writes its configuration, for a folder and a port, and says how it is started.</param>
    public static async Task<PeerServer> StartAsync(string name, Func<TestFolder, int, ProcessStartInfo> prepare)
    {
        TestFolder folder = TestFolder.Create(name);
        int port = FreePort.Next();
        ChildProcess process = ChildProcess.Start(name, prepare(folder, port), folder: folder.Path);
        PeerServer server = new(process, folder, port);
        try
        {
            await Eventually.Becomes(
                $"{name} listens", server.ListensAsync, listens => listens || !process.IsAlive, "a connection",
                ListensWithin);
            return process.IsAlive ? server : throw new PeerException($"{name} did not start:\n{process.Output}");
        }
        catch (TimeoutException exception)
        {
            string output = process.Output.ToString();
            await server.DisposeAsync();
            throw new PeerException($"{exception.Message}\n{output}", exception);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        if (!_process.IsAlive)
        {
            return false;
        }

        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", Port);
        return true;
    }
}
