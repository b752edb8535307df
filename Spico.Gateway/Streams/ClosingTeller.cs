using Microsoft.Extensions.Hosting;

namespace Spico.Gateway.Streams;

/// <summary>Runs <see cref="Closings"/>; when the server stops, the sessions that end are still told.</summary>
internal sealed class ClosingTeller(StreamHub hub) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        hub.Closings.Complete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await hub.Closings.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server has no more time.
        }
    }
}
