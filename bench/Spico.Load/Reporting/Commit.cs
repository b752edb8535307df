using System.ComponentModel;
using Spico.Testing;

namespace Spico.Load.Reporting;

/// <summary>The commit that is measured.</summary>
internal static class Commit
{
    /// <summary>Short, with a plus when tracked files have changes; <c>unknown</c> without git.</summary>
    public static async Task<string> OfTreeAsync()
    {
        try
        {
            string commit = await ChildProcess.RunAsync("git", "-C", Repository.Root, "rev-parse", "--short", "HEAD");
            string changes = await ChildProcess.RunAsync(
                "git", "-C", Repository.Root, "status", "--porcelain", "--untracked-files=no");
            return commit.Trim() + (changes.Length > 0 ? "+" : "");
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return "unknown";
        }
    }
}
