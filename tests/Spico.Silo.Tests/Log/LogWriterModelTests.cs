using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Spico.Protocol;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

/// <summary>
/// Goal: whatever the store does, each stream is gap-free, each request is in it once, what was called durable is
/// there and in order, and what was called lost is not. Method: some grains write through the writer as real ones do
/// (many in flight; after a loss wait, read, decide again) while the store fails by a random plan and other
/// activations write in between.
/// </summary>
public sealed class LogWriterModelTests
{
    private static readonly Gen<StoreFault> Fault = Gen.Frequency(
        (6, Gen.Const(StoreFault.None)),
        (4, Gen.Int[(int)StoreFault.Retry, (int)StoreFault.UnknownAfter].Select(fault => (StoreFault)fault)));

    private static readonly Gen<(StoreFault[] Faults, int Streams, int Window, int Rivals)> Plan =
        Gen.Select(Fault.Array[0, 40], Gen.Int[1, 4], Gen.Int[1, 6], Gen.Int[0, 6]);

    [Fact]
    public async Task Whatever_the_store_does_a_stream_has_no_gap_no_twin_and_all_that_was_acknowledged()
    {
        using TestFolder folder = TestFolder.Create("writer-model");
        await Plan.SampleAsync(
            async plan => await RunAsync(folder.File($"{Guid.NewGuid():N}.mark"), plan), iter: 60, threads: 2);
    }

    private static async Task RunAsync(
        string markPath, (StoreFault[] Faults, int Streams, int Window, int Rivals) plan)
    {
        FaultyLogStore store = new();
        RecordingFanOut fanOut = new();
        LogWriterOptions options = new()
        {
            HighWaterMarkPath = markPath,
            BatchAppendsMax = 7,
            BackoffMin = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(2),
        };
        await using LogWriter writer = new(
            store, fanOut, options, TimeProvider.System, NullLogger<LogWriter>.Instance);
        await writer.StartAsync(CancellationToken.None);
        store.Plan(plan.Faults);
        ModelGrain[] grains = [.. Enumerable.Range(0, plan.Streams).Select(_ => new ModelGrain(store, writer))];
        Rival rival = new(store, [.. grains.Select(grain => grain.Stream)], plan.Rivals);
        store.Committing = rival.Write;
        await Task.WhenAll(grains.Select(grain => Task.Run(() => grain.WriteAsync(requests: 25, plan.Window))));
        await writer.StopAsync(CancellationToken.None);

        foreach (ModelGrain grain in grains)
        {
            grain.Check(fanOut.Committed);
        }
    }

    /// <summary>Another activation of a stream, that writes whenever a commit begins, a few times.</summary>
    private sealed class Rival(FaultyLogStore store, StreamId[] streams, int times)
    {
        private int _left = times;

        public void Write()
        {
            StreamId stream = streams[Math.Max(_left, 0) % streams.Length];
            int head = store.Facts(stream).Count;
            if (head > 0 && _left-- > 0)
            {
                TestStream rival = new(stream);
                rival.Begin(head, head - 1);
                store.WriteElsewhere(rival.Post());
            }
        }
    }
}
