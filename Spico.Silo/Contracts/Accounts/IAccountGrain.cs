using Spico.Protocol.V1;

namespace Spico.Silo.Accounts;

/// <summary>A local account, keyed by <see cref="AccountKey"/>.</summary>
[Alias("spico.account")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>
    /// Checks a password and answers a token, or a refusal that does not tell a wrong login from a wrong password.
    /// After 10 failures each further one doubles the delay before the next try is looked at.
    /// </summary>
    [Alias("sign-in"), ResponseTimeout("00:00:10")]
    ValueTask<SignInOutcome> SignIn(string password);

    /// <summary>
    /// Creates the account, or replaces it: then the tokens of the person whose it was are revoked, and end their
    /// sessions as any revocation does.
    /// </summary>
    [Alias("set"), ResponseTimeout("00:00:10")]
    ValueTask Set(NewPerson person);
}
