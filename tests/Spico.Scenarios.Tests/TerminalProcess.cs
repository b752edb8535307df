using System.Diagnostics;
using Spico.Testing;

namespace Spico.Scenarios.Tests;

/// <summary>The terminal client as a process whose keyboard and screen are pipes.</summary>
internal sealed class TerminalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly string _login;

    private TerminalProcess(string login, Process process)
    {
        _login = login;
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    public static TerminalProcess Start(string login, string server)
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string program =
            Repository.Path("clients", "Spico.Terminal", "bin", configuration, "net10.0", "Spico.Terminal");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                program, ["--login", login, "--password", "demo-spico-2026", "--server", server])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var terminal = new TerminalProcess(login, process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return terminal;
    }

    /// <summary>What is on the screen.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Types a line.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until a line with the text is on the screen.</summary>
    public Task ShowsAsync(string text) => Eventually.Becomes(
        $"{_login}'s terminal shows '{text}'",
        () => string.Join('\n', Lines),
        screen => screen.Contains(text, StringComparison.Ordinal),
        text);

    /// <summary>How many lines have the text.</summary>
    public int Count(string text) => Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the program ends by itself; returns its exit code.</summary>
    public async Task<int> EndsAsync()
    {
        await Eventually.Completes($"{_login}'s terminal ends", _process.WaitForExitAsync());
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
