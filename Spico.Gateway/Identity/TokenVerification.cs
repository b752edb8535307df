using System.Diagnostics.CodeAnalysis;

namespace Spico.Gateway.Identity;

/// <summary>The outcome of a verification: a token or a reason, never both.</summary>
internal readonly record struct TokenVerification(VerifiedToken? Token, TokenRefusal Refusal)
{
    /// <summary>Whether the token holds.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsValid => Token is not null;

    public static TokenVerification Valid(VerifiedToken token) => new(token, TokenRefusal.None);

    public static TokenVerification Refused(TokenRefusal refusal) => new(null, refusal);
}
