using System.Diagnostics;
using System.Globalization;

namespace Spico.Testing;

/// <summary>Finds PostgreSQL's programs and runs them as somebody PostgreSQL accepts: it refuses root.</summary>
internal static class PostgresPrograms
{
    private static readonly Lazy<string> Folder = new(Find);
    private static readonly Lazy<string?> User = new(Unprivileged);

    /// <summary>Runs one to its end; the data folder belongs to whom it runs as.</summary>
    public static async Task RunAsync(string dataFolder, string program, params string[] arguments)
    {
        if (User.Value is { } user)
        {
            await ChildProcess.RunAsync("chown", $"{user}:{user}", Path.GetDirectoryName(dataFolder)!, dataFolder);
        }

        ProcessStartInfo start = Start(dataFolder, program, arguments);
        await ChildProcess.RunAsync(start.FileName, [.. start.ArgumentList]);
    }

    /// <summary>How to start one.</summary>
    public static ProcessStartInfo Start(string dataFolder, string program, IEnumerable<string> arguments)
    {
        string path = Path.Combine(Folder.Value, program);
        return User.Value is { } user
            ? new ProcessStartInfo(
                "setpriv", [$"--reuid={user}", $"--regid={user}", "--clear-groups", "--", path, .. arguments])
            {
                WorkingDirectory = dataFolder,
            }
            : new ProcessStartInfo(path, arguments) { WorkingDirectory = dataFolder };
    }

    private static string Find()
    {
        const string root = "/usr/lib/postgresql";
        string[] versions = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        IEnumerable<string> packaged = versions
            .OrderByDescending(path => double.TryParse(
                Path.GetFileName(path), CultureInfo.InvariantCulture, out double version) ? version : 0)
            .Select(path => Path.Combine(path, "bin"));
        string[] searched = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return packaged.Concat(searched)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) &&
                File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException(
                "PostgreSQL is not installed: no initdb in /usr/lib/postgresql/*/bin nor in PATH. " +
                "On Debian or Ubuntu: apt-get install postgresql");
    }

    private static string? Unprivileged()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        return File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";
    }
}
