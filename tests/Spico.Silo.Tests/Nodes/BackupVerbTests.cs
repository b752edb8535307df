using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class BackupVerbTests
{
    [Fact]
    public async Task What_was_backed_up_while_running_is_brought_back_in_a_later_epoch()
    {
        using TestFolder folder = TestFolder.Create("backup");
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            KeysFolder = folder.File("keys"),
            Settings = new Dictionary<string, string> { ["Spico:Demo"] = "true" },
        });
        await DemoNode.IsLoadedAsync(node);
        ListInboxResponse before;
        using (var client = new NodeClient(node.Doors))
        {
            before = await client.ListInbox((await client.SignIn("ines")).AccessToken);
        }

        string file = folder.File("spico.backup");
        await node.RunVerbAsync("backup", file);
        await node.StopAsync();
        Directory.Delete(node.DataFolder, recursive: true);
        await node.RunVerbAsync("restore", file);
        await node.RestartAsync();

        using var restored = new NodeClient(node.Doors);
        ListInboxResponse after = await restored.ListInbox((await restored.SignIn("ines")).AccessToken);
        Assert.Equal(
            before.Entries.Select(entry => (entry.Conversation, entry.Unread)),
            after.Entries.Select(entry => (entry.Conversation, entry.Unread)));
        Assert.All(after.Entries, entry => Assert.True(entry.Head.Epoch > before.Entries[0].Head.Epoch));
    }
}
