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

        await node.RunVerbAsync("backup", folder.File("spico.backup"));
        await node.StopAsync();
        Directory.Delete(node.DataFolder, recursive: true);
        await node.RunVerbAsync("restore", folder.File("spico.backup"), "--force");
        Assert.Contains("in use\n  part.txt", await node.RunVerbAsync("directory", "status"));
    }
}
