using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Support;

/// <summary>The limits of requests for support. Configured under <c>Spico:Support</c>.</summary>
public sealed class SupportOptions
{
    /// <summary>Requests that a person makes within 24 hours. Default 20: more is a fault of a client.</summary>
    [Range(1, 1_000)]
    public int RequestsPerDay { get; set; } = 20;
}
