using Spico.Load.Reporting;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>The limit of what lies on a store: what it does when messages are only inserted, many at once.</summary>
internal static class StoreReferences
{
    private static readonly int[] Batches = [1, 100, 1000];

    public static async Task RunAsync(
        RunReport report,
        TimeSpan duration,
        int repeats,
        CancellationToken cancellationToken)
    {
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            foreach (IStoreReference store in PeerCatalog.CreateStoreReferences())
            {
                await using (store)
                {
                    await store.StartAsync(cancellationToken);
                    foreach (int batch in Batches)
                    {
                        var measurement = new Measurement();
                        measurement.Figures["inserted"] =
                            await store.MessagesPerSecondAsync(batch, duration, cancellationToken);
                        string load = FormattableString.Invariant($"batch/{batch}");
                        report.Add("raw-inserts", load, store.Card, measurement);
                        ConsoleReport.Print(Console.Out, "raw-inserts", load, store.Card, measurement);
                    }
                }
            }
        }
    }
}
