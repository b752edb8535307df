using System.Diagnostics;
using System.Globalization;
using Spico.Testing;

namespace Spico.Peers.Programs;

/// <summary>The peers of our own tree, as a process: <c>Spico.Peers.Host</c>.</summary>
internal sealed class PeerHost : IAsyncDisposable
{
    private const string Announcement = "listening on ";

    private readonly ChildProcess _process;

    private PeerHost(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts it; it listens when this returns.</summary>
    public static async Task<PeerHost> StartAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Executable(), arguments);
        ChildProcess process = ChildProcess.Start(arguments[0], start);
        string? announced = null;
        try
        {
            await Eventually.IsTrue($"{arguments[0]} listens", () =>
            {
                announced = process.Output.Lines.FirstOrDefault(
                    line => line.StartsWith(Announcement, StringComparison.Ordinal));
                return announced is not null || !process.IsAlive;
            });
            return announced is not null
                ? new PeerHost(process, int.Parse(announced[Announcement.Length..], CultureInfo.InvariantCulture))
                : throw new PeerException($"{arguments[0]} did not start:\n{process.Output}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Executable()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        return Repository.Path("bench", "Spico.Peers.Host", "bin", configuration, "net10.0", "Spico.Peers.Host");
    }
}
