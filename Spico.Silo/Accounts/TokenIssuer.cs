using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Accounts;

/// <summary>
/// Issues access tokens for local accounts: JWTs (RFC 9068) signed ES256 by a key that lies in a file and never leaves
/// the silos.
/// </summary>
internal sealed class TokenIssuer : IDisposable
{
    /// <summary>The private key, PEM.</summary>
    public const string PrivateFile = "issuer.key";

    /// <summary>The public key, PEM: all a gateway needs.</summary>
    public const string PublicFile = "issuer.pub";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Dictionary<string, object> _header = new() { ["typ"] = "at+jwt" };
    private readonly ECDsa _key = ECDsa.Create();
    private readonly SigningCredentials _signing;
    private readonly AccountOptions _options;
    private readonly TimeProvider _time;

    public TokenIssuer(IOptions<AccountOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _key.ImportFromPem(File.ReadAllText(Path.Combine(_options.KeysFolder, PrivateFile)));
        var key = new ECDsaSecurityKey(_key);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        _signing = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Makes the key pair unless it is there. Of several processes at once, the first one's stays.</summary>
    public static void EnsureKeys(string folder) => KeyPairFiles.Ensure(folder, PrivateFile, PublicFile);

    /// <summary>A fresh token for a person.</summary>
    public SignInResponse Issue(PersonId person, string name, bool isAdministrator)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset expires = now + _options.TokenLifetime;
        var claims = new Dictionary<string, object>
        {
            ["iss"] = _options.Issuer,
            ["aud"] = _options.Audience,
            ["sub"] = person.ToString(),
            ["name"] = name,
            ["iat"] = now.ToUnixTimeSeconds(),

            // Revocation is exact to the millisecond; iat alone would count seconds.
            ["iat_ms"] = now.Millisecond,
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["adm"] = isAdministrator,
        };
        return new SignInResponse
        {
            AccessToken = _handler.CreateToken(JsonSerializer.Serialize(claims), _signing, _header),
            ExpiresAt = expires.ToUnixTimeSeconds() * 1000,
            Person = person.ToByteString(),
            Name = name,
        };
    }

    public void Dispose() => _key.Dispose();
}
