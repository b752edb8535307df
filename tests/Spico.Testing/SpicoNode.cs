using System.Diagnostics;
using System.Globalization;

namespace Spico.Testing;

/// <summary>
/// The built server as a real process, with ports of its own that it keeps across restarts. Killed, frozen, stopped
/// and restarted at will.
/// </summary>
public sealed class SpicoNode : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = 2 * Eventually.Patience;
    private readonly SpicoNodeOptions _options;
    private readonly TestFolder _folder;
    private readonly Dictionary<string, string> _settings = [];
    private ChildProcess? _process;

    private SpicoNode(SpicoNodeOptions options)
    {
        _options = options;
        _folder = TestFolder.Create("node");
        DataFolder = options.DataFolder ?? _folder.File("data");
        KeysFolder = options.KeysFolder ?? Path.Combine(DataFolder, "keys");
        Configure();
    }

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder { get; }

    /// <summary>Where it keeps its keys.</summary>
    public string KeysFolder { get; }

    /// <summary>Where its doors are.</summary>
    public NodeDoors Doors { get; private set; } = new(null, null, null, null, 0);

    /// <summary>Whether the process lives, running or frozen.</summary>
    public bool IsAlive => _process?.IsAlive ?? false;

    /// <summary>The process id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>How the process ended.</summary>
    public int ExitCode => _process!.ExitCode;

    /// <summary>The last lines it wrote.</summary>
    public OutputTail Output => _process!.Output;

    /// <summary>Tokens that this node accepts.</summary>
    public TestTokens Tokens => TestTokens.FromKeys(KeysFolder);

    /// <summary>Starts one; its doors are open when this returns.</summary>
    public static async Task<SpicoNode> StartAsync(SpicoNodeOptions? options = null)
    {
        var node = new SpicoNode(options ?? new SpicoNodeOptions());
        try
        {
            await node.LaunchAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one that is expected to refuse; returns what it wrote once it has ended.</summary>
    public static async Task<string> RefusesToStartAsync(SpicoNodeOptions options)
    {
        await using var node = new SpicoNode(options);
        node.Run();
        await node._process!.ExitedAsync(ReadyWithin);
        return node.ExitCode != 0
            ? node.Output.ToString()
            : throw new InvalidOperationException($"It ended well:\n{node.Output}");
    }

    /// <summary>The path of the built executable: the one of this build's configuration.</summary>
    public static string Executable()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string path = Repository.Path("Spico.Silo", "Host", "bin", configuration, "net10.0", "spico");
        return File.Exists(path) ? path : throw new InvalidOperationException($"Build Spico.sln first: no {path}.");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Send(Signal.Kill);
        await _process.ExitedAsync(Eventually.Patience);
    }

    /// <summary>SIGTERM: it ends its sessions and stops.</summary>
    public async Task StopAsync()
    {
        _process!.Send(Signal.Terminate);
        await _process.ExitedAsync(Eventually.Patience);
    }

    /// <summary>SIGSTOP: it does nothing more, and nobody is told.</summary>
    public void Freeze() => _process!.Send(Signal.Stop);

    /// <summary>The same, and none of its threads runs any more when this returns; one may be in the kernel.</summary>
    public Task FreezeAllAsync()
    {
        Freeze();
        return Eventually.IsTrue(
            "the node stands still", () => Directory.EnumerateDirectories($"/proc/{ProcessId}/task").All(StandsStill));

        // The state follows the name, which is in parentheses.
        static bool StandsStill(string thread) =>
            File.ReadAllText($"{thread}/stat") is var stat && stat[stat.LastIndexOf(')') + 2] is 'T' or 'D';
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process!.Send(Signal.Continue);

    /// <summary>Starts it again on the same ports and data.</summary>
    public async Task RestartAsync()
    {
        if (IsAlive)
        {
            await StopAsync();
        }

        await LaunchAsync();
    }

    /// <summary>Waits until the process ends by itself.</summary>
    public Task ExitedAsync(TimeSpan timeout) => _process!.ExitedAsync(timeout);

    /// <summary>Runs one of the executable's verbs (backup, restore …) with this node's settings.</summary>
    public Task<string> RunVerbAsync(params string[] arguments)
    {
        ProcessStartInfo verb = Verb(arguments);
        return ChildProcess.RunAsync(verb.FileName, [.. verb.ArgumentList]);
    }

    /// <summary>How one of the verbs is started with this node's settings.</summary>
    public ProcessStartInfo Verb(params string[] arguments) => new(
        Executable(), [.. arguments, .. _settings.Select(setting => $"{setting.Key}={setting.Value}")]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private void Configure()
    {
        _settings["Spico:Silo:DataFolder"] = DataFolder;
        _settings["Spico:Silo:KeysFolder"] = KeysFolder;
        _settings["Spico:Silo:Store"] = _options.Store == Store.Sqlite ? "sqlite" : "postgresql";
        _settings["Spico:Demo"] = "false";
        if (_options.ConnectionString is { } connection)
        {
            _settings["Spico:Silo:ConnectionString"] = connection;
        }

        if (_options.Role == NodeRole.Silo)
        {
            // Silos that share their keys are one cluster, and share their files.
            _settings["Spico:Files:Folder"] = Path.Combine(Path.GetDirectoryName(KeysFolder)!, "files");
        }

        if (_options.Redis is { } redis)
        {
            _settings["Spico:Presence:Redis"] = redis;
        }

        foreach (string door in new[] { "Http", "Tcp", "Grpc", "Text" })
        {
            _settings[$"Spico:Doors:{door}:Port"] = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in _options.Settings)
        {
            _settings[name] = value;
        }
    }

    private string Run()
    {
        string ready = _folder.File($"ready-{Guid.NewGuid():N}.json");
        var start = new ProcessStartInfo(_options.Executable ?? Executable(),
        [
            "--role", _options.Role.ToString().ToLowerInvariant(),
            "--ready-file", ready,
            .. _settings.Select(setting => $"{setting.Key}={setting.Value}"),
        ])
        {
            WorkingDirectory = _folder.Path,
        };
        _process = ChildProcess.Start(_options.Name, start, folder: _folder.Path);
        return ready;
    }

    private async Task LaunchAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        string ready = Run();
        await Eventually.IsTrue(
            $"{_options.Name} is ready", () => File.Exists(ready) || !IsAlive, ReadyWithin);
        if (!File.Exists(ready))
        {
            throw new InvalidOperationException(
                    $"{_options.Name} ended with {ExitCode} instead of starting:\n{Output}");
        }

        Doors = NodeDoors.Parse(await File.ReadAllTextAsync(ready));
    }
}
