using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Spico.Silo.Host;

/// <summary>The answer of /readyz: which part is ready and which is not, and nothing about why.</summary>
internal static class Health
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            ready = report.Status == HealthStatus.Healthy,
            parts = report.Entries.ToDictionary(
                part => part.Key, part => part.Value.Status == HealthStatus.Healthy),
        }));
    }
}
