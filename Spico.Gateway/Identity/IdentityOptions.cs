using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Identity;

/// <summary>Whose access tokens this gateway believes. Configured under <c>Spico:Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>What a token must be meant for (<c>aud</c>). Default: <c>spico</c>.</summary>
    public string Audience { get; set; } = "spico";

    /// <summary>
    /// How far the clock of an issuer may be ahead of ours. Default: 60 seconds. Expiry knows no tolerance: a session
    /// never outlives its token.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest life of a token that is accepted. Default: 24 hours, which is also how long a revocation is
    /// remembered; raise both together.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan TokenLifetimeMax { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How often revocations are asked for. Default: 1 second, so that a revoked session ends well within 5.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:04")]
    public TimeSpan RevocationPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Who may issue tokens. The built-in issuer is added by the host; add any OIDC provider here.</summary>
    public List<TrustedIssuer> Issuers { get; set; } = [];
}
