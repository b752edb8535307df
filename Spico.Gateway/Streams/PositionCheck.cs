using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>
/// Compares the durable heads of all open streams with what was delivered, every few seconds and at once when a silo
/// reports a gap, and subscribes again where facts do not arrive: grains that move forget who follows them.
/// </summary>
internal sealed partial class PositionCheck(
    StreamHub hub, IOptions<GatewayOptions> options, TimeProvider time, ILogger<PositionCheck> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _gap = new(0, 1);

    /// <summary>Checks every open stream once and repairs those behind.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        List<(GatewayStream Stream, long Head)> suspects = [];
        foreach (GatewayStream[] chunk in hub.Streams.Chunk(options.Value.PositionCheckStreams))
        {
            StreamHeads heads = await hub.HeadsAsync(Array.ConvertAll(chunk, stream => stream.Id));
            hub.NoteEpoch(heads.Epoch);
            for (int i = 0; i < chunk.Length; i++)
            {
                if (heads.Seqs[i] > chunk[i].LivePosition())
                {
                    suspects.Add((chunk[i], heads.Seqs[i]));
                }
            }
        }

        if (suspects.Count == 0)
        {
            return;
        }

        // What has just been committed is still on its way.
        await Task.Delay(options.Value.PositionCheckGrace, time, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(suspects, parallel, async (suspect, _) => await RepairAsync(suspect));
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the loop runs: a gap reported meanwhile is a check owed.
        hub.GapReported += OnGap;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await WaitAsync(stoppingToken);
                try
                {
                    await CheckAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, exception.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping.
        }
        finally
        {
            hub.GapReported -= OnGap;
        }
    }

    private async ValueTask RepairAsync((GatewayStream Stream, long Head) suspect)
    {
        if (suspect.Stream.LivePosition() >= suspect.Head)
        {
            return;
        }

        try
        {
            await hub.RepairAsync(suspect.Stream, suspect.Head);
        }
        catch (Exception exception)
        {
            // One stream that cannot be followed now keeps none of the others from it; the next check tries again.
            Log.Failed(logger, exception.GetType().Name);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(
            Task.Delay(options.Value.PositionCheckInterval, time, round.Token), _gap.WaitAsync(round.Token));
        await round.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private void OnGap()
    {
        try
        {
            _gap.Release();
        }
        catch (SemaphoreFullException)
        {
            // A check is owed already.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Positions cannot be checked now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
