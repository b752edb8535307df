using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spico.Testing;

/// <summary>
/// A process started by a test, and only ever signalled by its own id. It does not outlive the test: a leash (a shell
/// that waits for the test's end of a pipe to close) ends it, and removes its folder, even when the test is killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Process _leash;
    private readonly string _name;

    private ChildProcess(string name, Process process, Process leash, OutputTail output)
    {
        _name = name;
        _process = process;
        _leash = leash;
        Output = output;
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines of standard output and error.</summary>
    public OutputTail Output { get; }

    /// <summary>Whether it is still there, running or frozen.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>How it ended, once it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="start">The program; its outputs are captured.</param>
    /// <param name="lastSignal">What the leash sends when the test is gone.</param>
    /// <param name="folder">What the leash removes afterwards, or null.</param>
    public static ChildProcess Start(
        string name, ProcessStartInfo start, Signal lastSignal = Signal.Kill, string? folder = null)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        var output = new OutputTail();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.Start();
        output.AlsoTo($"{name}-{process.Id}.log");
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(name, process, Leash(process.Id, lastSignal, folder), output);
    }

    /// <summary>Runs a program to its end and returns its output; throws when it fails.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{await error}");
        }

        return output;
    }

    /// <summary>Sends a signal to this process alone. False when it is gone already.</summary>
    public bool Send(Signal signal)
    {
        if (_process.HasExited)
        {
            return false;
        }

        if (Kill(_process.Id, (int)signal) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        const int noSuchProcess = 3;
        return error == noSuchProcess ? false : throw new Win32Exception(error, $"{signal} to {_name}");
    }

    /// <summary>Waits until it has ended; past the timeout the failure shows its last lines.</summary>
    public async Task ExitedAsync(TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} (pid {Id}) did not end within {timeout}. It wrote:\n{Output}");
        }
    }

    /// <summary>Ends it without mercy if it has not ended yet.</summary>
    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await _process.WaitForExitAsync();
        // Cut the leash before the id can belong to another process.
        if (!_leash.HasExited)
        {
            _leash.Kill();
            await _leash.WaitForExitAsync();
        }

        _leash.Dispose();
        _process.Dispose();
    }

    private static Process Leash(int pid, Signal signal, string? folder)
    {
        const string script = "cat >/dev/null; kill -$1 $2 2>/dev/null; [ -z \"$3\" ] || { sleep 0.3; rm -rf \"$3\"; }";
        var start = new ProcessStartInfo("setsid", ["sh", "-c", script, "leash",
            ((int)signal).ToString(CultureInfo.InvariantCulture), pid.ToString(CultureInfo.InvariantCulture),
            folder ?? ""])
        {
            RedirectStandardInput = true,
        };
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
