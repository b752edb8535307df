using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Accounts;

/// <summary>Local accounts and the tokens they get. Configured under <c>Spico:Accounts</c>.</summary>
public sealed class AccountOptions
{
    /// <summary>The issuer's name (<c>iss</c>). Default: <c>spico</c>.</summary>
    public string Issuer { get; set; } = "spico";

    /// <summary>What its tokens are meant for (<c>aud</c>). Default: <c>spico</c>.</summary>
    public string Audience { get; set; } = "spico";

    /// <summary>
    /// How long a token lasts. Default: 8 hours, a working day; sessions renew theirs, and revocation ends any.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>
    /// How long a revocation is remembered. Default: 25 hours, longer than any accepted token lives
    /// (<c>Spico:Identity:TokenLifetimeMax</c> and the tolerated skew).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "366.00:00:00")]
    public TimeSpan RevocationsKept { get; set; } = TimeSpan.FromHours(25);

    /// <summary>
    /// The folder of <c>issuer.key</c> (PEM, private) and <c>issuer.pub</c> (PEM, public), made at the first start.
    /// All silos of a cluster use the same pair; gateways need the public one only. Default: empty, which stands for
    /// the keys folder of the silo.
    /// </summary>
    public string KeysFolder { get; set; } = string.Empty;

    /// <summary>
    /// Iterations of PBKDF2-HMAC-SHA512 over a password. Default: 210,000, some 100 ms on a current core.
    /// </summary>
    [Range(1_000, 100_000_000)]
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>
    /// Wrong passwords in a row before further tries are delayed. Default: 10, more than a person's bad day.
    /// </summary>
    [Range(1, 1_000)]
    public int FailuresBeforeDelay { get; set; } = 10;

    /// <summary>
    /// The longest delay. Default: 1 minute: guessing stays hopeless, and nobody can lock a colleague out for long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan SignInDelayMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many sign-ins may wait for a processor on one silo. Default: 64, some seconds of work; more are refused.
    /// </summary>
    [Range(1, 100_000)]
    public int SignInsWaitingMax { get; set; } = 64;
}
