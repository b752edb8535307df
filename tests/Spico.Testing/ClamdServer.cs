using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Spico.Testing;

/// <summary>
/// A real ClamAV daemon on a loopback port and a socket. It knows one signature, made here: nothing is downloaded, it
/// is there at once, and no test carries anything harmful.
/// </summary>
public sealed class ClamdServer : IAsyncDisposable
{
    /// <summary>What its one signature finds, anywhere in a file or in what a file has packed.</summary>
    public const string Marker = "SPICO-TEST-MALWARE-THAT-HARMS-NOBODY";

    private readonly TestFolder _folder = TestFolder.Create("clamd");
    private ChildProcess _process;

    private ClamdServer(int port, long streamBytesMax)
    {
        Port = port;
        string folder = Directory.CreateDirectory(_folder.File("signatures")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "test.ndb"),
            $"Spico.Test:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Marker))}\n");
        File.WriteAllText(_folder.File("clamd.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            Foreground yes
            DatabaseDirectory {folder}
            TemporaryDirectory {_folder.Path}
            TCPAddr 127.0.0.1
            TCPSocket {port}
            LocalSocket {Socket}
            StreamMaxLength {streamBytesMax}
            AlertExceedsMax yes
            MaxThreads 2

            """));
        _process = Run();
    }

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; }

    /// <summary>Its address over TCP, as Spico is told it.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Its socket.</summary>
    public string Socket => _folder.File("clamd.sock");

    /// <summary>Starts one; it answers when this returns.</summary>
    public static async Task<ClamdServer> StartAsync(long streamBytesMax = 100 * 1024 * 1024)
    {
        var server = new ClamdServer(FreePort.Next(), streamBytesMax);
        await server.AnswersAsync();
        return server;
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        _process.Send(Signal.Kill);
        await _process.ExitedAsync(Eventually.Patience);
    }

    /// <summary>SIGSTOP: it takes connections and never answers.</summary>
    public void Freeze() => _process.Send(Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process.Send(Signal.Continue);

    /// <summary>Starts it again where it was.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        File.Delete(Socket);
        _process = Run();
        await AnswersAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private ChildProcess Run()
    {
        string program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "clamd"))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "ClamAV is not installed: no clamd in PATH. On Debian or Ubuntu: apt-get install clamav-daemon");
        var start = new ProcessStartInfo(program, ["--config-file", _folder.File("clamd.conf")]);
        return ChildProcess.Start("clamd", start, folder: _folder.Path);
    }

    private Task AnswersAsync() => Eventually.Becomes(
        $"clamd answers on port {Port}",
        async () =>
        {
            if (!_process.IsAlive)
            {
                return $"ended:\n{_process.Output}";
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync("zPING\0"u8.ToArray());
            byte[] answer = new byte[5];
            await stream.ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer);
        },
        answer => answer == "PONG\0",
        "PONG");
}
