using Spico.Gateway.Identity;
using Spico.Silo.Accounts;

namespace Spico.Silo.Host;

/// <summary>Makes a gateway believe the silos' own issuer.</summary>
internal static class BuiltInIssuer
{
    public static void Trust(this IdentityOptions identity, AccountOptions accounts) =>
        identity.Issuers.Add(new TrustedIssuer
        {
            Issuer = accounts.Issuer,
            Audience = accounts.Audience,
            KeysFile = Path.Combine(accounts.KeysFolder, TokenIssuer.PublicFile),
            NamesPersons = true,
            NamesAdministrators = true,
        });
}
