using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spico.Silo.Streams;

namespace Spico.Silo;

/// <summary>Whether the store answers and the log's writer runs.</summary>
internal sealed class StoreHealth(ILogStore store, LogWriter log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!log.IsRunning)
        {
            return HealthCheckResult.Unhealthy();
        }

        try
        {
            await store.ReadConsequencesAsync(0, 1);
            return HealthCheckResult.Healthy();
        }
        catch (StoreException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}
