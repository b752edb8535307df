using Orleans;
using Spico.Protocol;
using Spico.Silo.People;

namespace Spico.Gateway.Identity;

/// <summary>Tokens that open a session: they hold, were not revoked, and who they name is known from then on.</summary>
internal sealed class AcceptedTokens(
    TokenVerifier verifier, RevocationWatch revocations, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan RevocationsWait = TimeSpan.FromSeconds(5);

    /// <summary>Whether the token holds now, and what it says. Throws when no silo answers.</summary>
    public async ValueTask<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        TokenVerification verified = await verifier.VerifyAsync(token, cancellationToken);
        if (!verified.IsValid)
        {
            return verified;
        }

        // Without the revocations nobody knows whether the token still holds: then the answer is no.
        await revocations.Known.WaitAsync(RevocationsWait, time, cancellationToken);
        if (IsRevoked(verified.Token))
        {
            return TokenVerification.Refused(TokenRefusal.Revoked);
        }

        if (verified.Token.IsProfessional)
        {
            // Nobody registered them here: from now on colleagues see that they have come.
            await grains.GetGrain<IPeopleGrain>(0).Meet(verified.Token.Person, verified.Token.Name);
        }

        return verified;
    }

    /// <summary>Whether a token that held holds no longer.</summary>
    public bool IsRevoked(VerifiedToken token) => revocations.IsRevoked(token.Person, token.IssuedAt);
}
