using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public abstract partial class LogStoreConformance
{
    [Fact]
    public async Task A_store_is_of_the_first_master_key_that_opens_it()
    {
        using TestFolder folder = TestFolder.Create("keys");
        using MasterKey first = MasterKey.Load(folder.File("first.key"), createWhenAbsent: true);
        using MasterKey second = MasterKey.Load(folder.File("second.key"), createWhenAbsent: true);
        await first.ClaimAsync(Store);
        StoreRefusedException refused = await Assert.ThrowsAsync<StoreRefusedException>(
            () => second.ClaimAsync(Store));
        Assert.Contains("Spico:Silo:KeysFolder", refused.Message, StringComparison.Ordinal);

        // Another process, later, with the file read anew.
        (ILogStore again, _) = await OpenAnotherAsync();
        using MasterKey same = MasterKey.Load(folder.File("first.key"), createWhenAbsent: false);
        await same.ClaimAsync(again);
        await Assert.ThrowsAsync<StoreRefusedException>(() => second.ClaimAsync(again));
    }

    [Fact]
    public async Task Of_many_keys_at_once_one_is_the_stores()
    {
        (ILogStore other, _) = await OpenAnotherAsync();
        byte[][] checks = [.. Enumerable.Range(1, 8).Select(each => new[] { (byte)each })];
        byte[][] claimed = await Task.WhenAll(checks.Select((check, index) =>
            Task.Run(() => (index % 2 == 0 ? Store : other).ClaimKeyAsync(check))));
        Assert.Single(claimed.Select(check => check[0]).Distinct());
    }
}
