using System.Diagnostics;
using Spico.Testing;
using Spico.Testing.Directories;

namespace Spico.Silo.Tests.Nodes;

public sealed class DirectoryVerbTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_extract_is_imported_held_and_approved_by_verbs_and_lies_in_the_backup()
    {
        using TestFolder folder = TestFolder.Create("directory-verb");
        await using SpicoNode node = await SpicoNode.StartAsync();
        await new SyntheticExtract(800).SaveAsync(folder.File("whole.txt"), Stopping);
        await new SyntheticExtract(800) { IsLeftOut = person => person < 100 }
            .SaveAsync(folder.File("part.txt"), Stopping);

        Assert.Contains("500 people", await node.RunVerbAsync("directory", "import", folder.File("whole.txt")));
        InvalidOperationException held = await Assert.ThrowsAnyAsync<InvalidOperationException>(
            () => node.RunVerbAsync("directory", "import", folder.File("part.txt")));
        Assert.Contains("100 of 500 people would vanish", held.Message);
        string waiting = await node.RunVerbAsync("directory", "status", "--findings");
        Assert.Contains("waits for approval\n  part.txt", waiting);
        Assert.Contains("in use\n  whole.txt", waiting);
        await node.RunVerbAsync("directory", "approve");
        Assert.Contains("in use\n  part.txt", await node.RunVerbAsync("directory", "status"));

        await new SyntheticExtract(101_000).SaveAsync(folder.File("large.txt"), Stopping);
        await KillHalfWay(node.Verb("directory", "import", folder.File("large.txt")));
        string afterwards = await node.RunVerbAsync("directory", "status");
        Assert.Contains("in use\n  part.txt", afterwards);
        Assert.Contains("waits for approval: none", afterwards);

        await node.RunVerbAsync("backup", folder.File("spico.backup"));
        await node.StopAsync();
        Directory.Delete(node.DataFolder, recursive: true);
        await node.RunVerbAsync("restore", folder.File("spico.backup"), "--force");
        Assert.Contains("in use\n  part.txt", await node.RunVerbAsync("directory", "status"));
    }

    // It tells of every 100,000 rows: then most are read, and nothing is done with them yet.
    private static async Task KillHalfWay(ProcessStartInfo start)
    {
        start.RedirectStandardError = true;
        using Process import = Process.Start(start)!;
        Assert.Contains("100,000 rows read", await import.StandardError.ReadLineAsync(Stopping));
        import.Kill();
        await import.WaitForExitAsync(Stopping);
        Assert.NotEqual(0, import.ExitCode);
    }
}
