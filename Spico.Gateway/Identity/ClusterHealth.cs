using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Spico.Gateway.Identity;

/// <summary>Whether a silo answered this gateway lately: the watch asks one every second.</summary>
internal sealed class ClusterHealth(RevocationWatch revocations) : IHealthCheck
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(10);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(revocations.Age <= SilenceMax ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
