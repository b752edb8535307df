using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class MasterKeyTests
{
    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.PostgreSql)]
    public async Task A_server_with_another_master_key_does_not_start_and_spoils_nothing(Store store)
    {
        using TestFolder folder = TestFolder.Create("keys");
        SpicoNodeOptions mine = await OptionsAsync(store, folder);
        await using (SpicoNode node = await SpicoNode.StartAsync(mine))
        {
            await node.StopAsync();
        }

        string refused = await SpicoNode.RefusesToStartAsync(With(mine, folder.File("other-keys")));
        Assert.Contains("sealed under another master key", refused, StringComparison.Ordinal);
        Assert.Contains("Spico:Silo:KeysFolder", refused, StringComparison.Ordinal);
        await using SpicoNode again = await SpicoNode.StartAsync(mine);
        Assert.True(again.IsAlive);
    }

    private static async Task<SpicoNodeOptions> OptionsAsync(Store store, TestFolder folder) => new()
    {
        Store = store,
        ConnectionString = store == Store.PostgreSql
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("keys")
            : null,
        DataFolder = folder.File("data"),
        KeysFolder = folder.File("keys"),
    };

    private static SpicoNodeOptions With(SpicoNodeOptions options, string keysFolder) => new()
    {
        Store = options.Store,
        ConnectionString = options.ConnectionString,
        DataFolder = options.DataFolder,
        KeysFolder = keysFolder,
    };
}
