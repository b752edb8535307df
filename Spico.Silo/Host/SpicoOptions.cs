using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Host;

/// <summary>The process. Configured under <c>Spico</c>.</summary>
public sealed class SpicoOptions
{
    /// <summary>
    /// <c>development</c> or <c>production</c>, which refuses what is fit for development only. Default: empty, which
    /// follows <c>ASPNETCORE_ENVIRONMENT</c>, and is development when that is not set.
    /// </summary>
    public string Mode { get; set; } = string.Empty;

    /// <summary>
    /// Whether a new store begins with the demo region, whose password everybody knows. Default: in development only.
    /// </summary>
    public bool Demo { get; set; }

    /// <summary>
    /// How long sessions and the log may take to end when the server is told to stop. Default: 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
