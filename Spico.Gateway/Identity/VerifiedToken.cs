using Spico.Protocol;

namespace Spico.Gateway.Identity;

/// <summary>What a valid access token says.</summary>
/// <param name="Person">The person.</param>
/// <param name="Name">The name as displayed; empty when the issuer does not tell it.</param>
/// <param name="IssuedAt">When it was issued: what revocation goes by.</param>
/// <param name="ExpiresAt">When the session ends unless it is renewed.</param>
/// <param name="IsAdministrator">Whether the account administers the server.</param>
/// <param name="IsProfessional">Whether the issuer knows the person by their national identifier.</param>
internal sealed record VerifiedToken(
    PersonId Person,
    string Name,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    bool IsAdministrator,
    bool IsProfessional = false);
