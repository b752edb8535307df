using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Support;

/// <summary>The limits of requests for support. Configured under <c>Spico:Support</c>.</summary>
public sealed class SupportOptions
{
    /// <summary>
    /// Requests that a person makes within 24 hours. Default 20: more is a fault of a client. No more than those of a
    /// person that are kept at hand: beyond, nobody would count them.
    /// </summary>
    [Range(1, SupportLimits.Kept)]
    public int RequestsPerDay { get; set; } = 20;
}
