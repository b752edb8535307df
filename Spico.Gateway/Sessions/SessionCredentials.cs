using Orleans;
using Spico.Gateway.Identity;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>The commands about the tokens that sessions stand on.</summary>
internal sealed class SessionCredentials(
    IGrainFactory grains, TokenVerifier verifier, RevocationWatch revocations, TimeProvider time)
{
    /// <summary>Puts a fresh token of the same person under a session.</summary>
    public async ValueTask<Reply> RenewAsync(Session session, RenewSessionRequest request)
    {
        TokenVerification verified = await verifier.VerifyAsync(request.AccessToken, CancellationToken.None);
        if (!verified.IsValid || verified.Token.Person != session.TokenPerson
            || revocations.IsRevoked(verified.Token.Person, verified.Token.IssuedAt))
        {
            return Refusal.Unauthenticated("Not a fresh access token of the same person.", "access_token");
        }

        session.Renew(verified.Token);
        return new Reply
        {
            RenewSession = new RenewSessionResponse
            {
                ExpiresAt = session.ExpiresAt.ToUnixTimeMilliseconds(),
            },
        };
    }

    /// <summary>Revokes the tokens of a person: the caller, or anybody when an administrator asks.</summary>
    public async ValueTask<Reply> RevokeAsync(Caller caller, RevokeSessionsRequest request)
    {
        PersonId person = caller.Person;
        if (!request.Person.IsEmpty && !PersonId.TryFrom(request.Person, out person))
        {
            return Refusal.Invalid("person", "16 bytes, or empty for the caller.");
        }

        if ((person != caller.Person && !caller.IsAdministrator) || caller.ActedBy is not null)
        {
            return Refusal.NotAccessible("person");
        }

        await grains.GetGrain<IRevocationsGrain>(RevocationsKey.Region).Revoke(person, time.GetUtcNow());
        return new Reply { RevokeSessions = new RevokeSessionsResponse() };
    }
}
