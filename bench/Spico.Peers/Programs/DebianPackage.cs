using System.ComponentModel;
using System.Diagnostics;
using Spico.Testing;

namespace Spico.Peers.Programs;

/// <summary>A package of Debian and how it is known to be there.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Program">A program of it, or the path of a file, in which the last name may have an asterisk.</param>
internal sealed record DebianPackage(string Name, string Program)
{
    // Packages begin their services when installed; we start servers of our own, and only those. dpkg asks this file.
    private const string PolicyPath = "/usr/sbin/policy-rc.d";
    private const string DenyAll = "#!/bin/sh\nexit 101\n";

    // RabbitMQ's program in /usr/sbin is another, which changes to a user and a folder of its own.
    private static readonly string[] Folders =
        ["/usr/lib/rabbitmq/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>Where the program lies, or null.</summary>
    public string? Path => Program.StartsWith('/') ? Matching(Program) : Folders
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        .Concat(PostgresFolders())
        .Select(folder => System.IO.Path.Combine(folder, Program))
        .FirstOrDefault(File.Exists);

    /// <summary>The path of the program; throws when it is not there.</summary>
    public string RequiredPath => Path ?? throw new PeerException($"No {Program}: apt-get install {Name}");

    /// <summary>The version that is installed, or nothing when it did not come as a package.</summary>
    public async Task<string> VersionAsync()
    {
        try
        {
            return await ChildProcess.RunAsync("dpkg-query", "-W", "-f", "${Version}", Name);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return "";
        }
    }

    /// <summary>Installs packages with apt-get, as root or through sudo, without starting their services.</summary>
    public static async Task InstallAsync(
        IReadOnlyCollection<DebianPackage> packages, Action<string> say, CancellationToken cancellationToken)
    {
        string[] root = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        bool isOurs = !File.Exists(PolicyPath);
        if (isOurs)
        {
            await RunAsync([.. root, "sh", "-c", $"printf '{DenyAll}' > {PolicyPath} && chmod 755 {PolicyPath}"],
                _ => { }, cancellationToken);
        }

        try
        {
            string[] install = [.. root, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"];
            await RunAsync([.. install, "update", "-qq"], say, cancellationToken);
            await RunAsync(
                [.. install, "install", "-y", "-qq", "--no-install-recommends", .. packages.Select(one => one.Name)],
                say,
                cancellationToken);
            // Nor shall they begin with the next start of the machine. Not every package has one.
            const string disable = "command -v systemctl >/dev/null || exit 0; " +
                "for service; do systemctl disable \"$service\" >/dev/null 2>&1 || :; done";
            await RunAsync(
                [.. root, "sh", "-c", disable, "disable", .. packages.Select(one => one.Name)], say, cancellationToken);
        }
        finally
        {
            if (isOurs)
            {
                await RunAsync([.. root, "rm", "-f", PolicyPath], _ => { }, CancellationToken.None);
            }
        }
    }

    private static async Task RunAsync(string[] command, Action<string> say, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            say(line);
        }

        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new PeerException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{await errors}");
        }
    }

    private static string? Matching(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder, System.IO.Path.GetFileName(path)).FirstOrDefault()
            : null;
    }

    private static IEnumerable<string> PostgresFolders()
    {
        const string root = "/usr/lib/postgresql";
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).Select(version => System.IO.Path.Combine(version, "bin"))
            : [];
    }
}
