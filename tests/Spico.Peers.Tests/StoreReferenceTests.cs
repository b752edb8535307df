namespace Spico.Peers.Tests;

public sealed class StoreReferenceTests
{
    [Fact]
    public async Task Each_store_says_how_many_messages_it_flushes_in_batches()
    {
        foreach (IStoreReference store in PeerCatalog.CreateStoreReferences())
        {
            await using (store)
            {
                await store.StartAsync(TestContext.Current.CancellationToken);

                double figure = await store.MessagesPerSecondAsync(
                    batch: 100, TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);

                Assert.True(figure > 100, $"{store.Card.Name}: {figure}");
                TestContext.Current.TestOutputHelper?.WriteLine($"{store.Card.Name} {store.Card.Version}: {figure:N0}");
            }
        }
    }
}
