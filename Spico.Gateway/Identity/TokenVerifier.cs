using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Spico.Protocol;
using Spico.Protocol.Identifiers;

namespace Spico.Gateway.Identity;

/// <summary>
/// Checks access tokens with the public keys of the issuers we trust. It holds no secret and asks no silo. Whether a
/// token was revoked is <see cref="RevocationWatch"/>'s to say.
/// </summary>
internal sealed class TokenVerifier : IDisposable
{
    /// <summary>Longer than any token of ours by far, shorter than a frame.</summary>
    public const int TokenLengthMax = 8 * 1024;

    private static readonly string[] Algorithms =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = TokenLengthMax };
    private readonly Dictionary<string, (TrustedIssuer Issuer, ISigningKeys Keys)> _issuers;
    private readonly IdentityOptions _options;
    private readonly TimeProvider _time;

    public TokenVerifier(IOptions<IdentityOptions> options, TimeProvider time, ILogger<TokenVerifier> logger)
    {
        _options = options.Value;
        _time = time;
        _issuers = _options.Issuers.ToDictionary(
            issuer => issuer.Issuer,
            issuer => (issuer, issuer.KeysFile.Length > 0
                ? (ISigningKeys)new KeyFile(issuer.KeysFile, time, logger)
                : new DiscoveredKeys(issuer, logger)),
            StringComparer.Ordinal);
    }

    /// <summary>Whether the token holds now, and what it says. Never throws, whatever the token is.</summary>
    public async ValueTask<TokenVerification> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        // Three parts: an encrypted token (five) would have to be inflated before anything is known of it.
        if (token.Length is 0 or > TokenLengthMax || token.AsSpan().Count('.') != 2)
        {
            return TokenVerification.Refused(TokenRefusal.Malformed);
        }

        try
        {
            return await VerifyShapedAsync(new JsonWebToken(token), cancellationToken);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException
            or JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return TokenVerification.Refused(TokenRefusal.Malformed);
        }
    }

    public void Dispose()
    {
        foreach ((_, ISigningKeys keys) in _issuers.Values)
        {
            (keys as IDisposable)?.Dispose();
        }
    }

    private async ValueTask<TokenVerification> VerifyShapedAsync(JsonWebToken token, CancellationToken cancellation)
    {
        if (!_issuers.TryGetValue(token.Issuer, out (TrustedIssuer Issuer, ISigningKeys Keys) known))
        {
            return TokenVerification.Refused(TokenRefusal.UnknownIssuer);
        }

        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return TokenVerification.Refused(TokenRefusal.BadSignature);
        }

        IReadOnlyList<SecurityKey> keys = await known.Keys.FindAsync(token.Kid ?? string.Empty, cancellation);
        if (keys.Count == 0)
        {
            return TokenVerification.Refused(string.IsNullOrEmpty(token.Kid)
                ? TokenRefusal.KeysUnavailable
                : TokenRefusal.BadSignature);
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, ParametersFor(known.Issuer, keys));
        return result.IsValid ? Read(token, known.Issuer) : TokenVerification.Refused(ReasonOf(result.Exception));
    }

    private TokenValidationParameters ParametersFor(TrustedIssuer issuer, IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = issuer.Issuer,
        ValidAudience = issuer.Audience.Length > 0 ? issuer.Audience : _options.Audience,
        ValidTypes = [issuer.TokenType],
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = keys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,

        // Checked below, by our own clock.
        ValidateLifetime = false,
    };

    private TokenVerification Read(JsonWebToken token, TrustedIssuer issuer)
    {
        if (!TryReadTime(token, "iat", out DateTimeOffset issuedAt)
            || !TryReadTime(token, "exp", out DateTimeOffset expiresAt)
            || !TryReadPerson(token, issuer, out PersonId person, out bool isProfessional))
        {
            return TokenVerification.Refused(TokenRefusal.Malformed);
        }

        // iat counts seconds; our issuer adds the milliseconds, so that a token of the second in which its
        // predecessors were revoked is told from them.
        if (token.TryGetPayloadValue("iat_ms", out long fraction) && fraction is > 0 and < 1000)
        {
            issuedAt = issuedAt.AddMilliseconds(fraction);
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset begins = TryReadTime(token, "nbf", out DateTimeOffset notBefore) && notBefore > issuedAt
            ? notBefore
            : issuedAt;
        if (expiresAt <= now)
        {
            return TokenVerification.Refused(TokenRefusal.Expired);
        }

        if (begins > now + _options.ClockSkew)
        {
            return TokenVerification.Refused(TokenRefusal.NotYetValid);
        }

        if (expiresAt - issuedAt > _options.TokenLifetimeMax)
        {
            return TokenVerification.Refused(TokenRefusal.TooLongLived);
        }

        _ = token.TryGetPayloadValue("name", out string? name);
        bool isAdministrator = issuer.NamesAdministrators
            && token.TryGetPayloadValue("adm", out bool administers) && administers;
        return TokenVerification.Valid(
            new VerifiedToken(person, name ?? string.Empty, issuedAt, expiresAt, isAdministrator, isProfessional));
    }

    private static bool TryReadTime(JsonWebToken token, string claim, out DateTimeOffset time)
    {
        if (token.TryGetPayloadValue(claim, out long seconds) && seconds is > 0 and < 253_402_300_800)
        {
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        time = default;
        return false;
    }

    private static bool TryReadPerson(
        JsonWebToken token, TrustedIssuer issuer, out PersonId person, out bool isProfessional)
    {
        person = default;
        isProfessional = false;
        if (string.IsNullOrEmpty(token.Subject))
        {
            return false;
        }

        if (issuer.NamesPersons)
        {
            bool isId = Guid.TryParseExact(token.Subject, "N", out Guid id) && id != Guid.Empty;
            person = PersonId.From(id);
            return isId;
        }

        if (ReadNationalId(token, issuer) is { } nationalId)
        {
            person = nationalId.Person;
            isProfessional = true;
            return true;
        }

        // The length keeps ("ab", "c") and ("a", "bc") apart.
        byte[] source =
            [0, 0, 0, 0, .. Encoding.UTF8.GetBytes(issuer.Issuer), .. Encoding.UTF8.GetBytes(token.Subject)];
        BinaryPrimitives.WriteInt32BigEndian(source, issuer.Issuer.Length);
        person = PersonId.From(new Guid(SHA256.HashData(source).AsSpan(0, 16), bigEndian: true));
        return true;
    }

    private static NationalId? ReadNationalId(JsonWebToken token, TrustedIssuer issuer) =>
        issuer.NationalIdClaim.Length == 0
        || !token.TryGetPayloadValue(issuer.NationalIdClaim, out string? text)
        || !NationalId.TryParse(text, out NationalId? id)
        || !id.IsOfRegister
            ? null
            : id;

    private static TokenRefusal ReasonOf(Exception? exception) => exception switch
    {
        SecurityTokenInvalidTypeException => TokenRefusal.WrongType,
        SecurityTokenInvalidAudienceException => TokenRefusal.WrongAudience,
        SecurityTokenInvalidIssuerException => TokenRefusal.UnknownIssuer,
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException
            or SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSigningKeyException =>
            TokenRefusal.BadSignature,
        _ => TokenRefusal.Malformed,
    };
}
