using Microsoft.IdentityModel.Tokens;

namespace Spico.Gateway.Identity;

/// <summary>The public keys of one issuer.</summary>
internal interface ISigningKeys
{
    /// <summary>
    /// The keys that may have signed under a key id, or all of them when the token names none. An id that is not
    /// known makes the keys be read again, at most once every few seconds. Keeps the last good keys; empty when there
    /// never were any. Does not throw.
    /// </summary>
    ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken);
}
