using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spico.Protocol;

namespace Spico.Testing;

/// <summary>
/// Makes access tokens as a node's own issuer would, for people and lifetimes of the test's choosing. Written against
/// the specifications (RFC 7515, 7519, 9068), not against the server's code.
/// </summary>
public sealed class TestTokens
{
    private readonly ECDsa _key;
    private readonly string _keyId;

    private TestTokens(ECDsa key)
    {
        _key = key;
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        string thumbprint = $$"""
            {"crv":"P-256","kty":"EC","x":"{{Encode(parameters.Q.X!)}}","y":"{{Encode(parameters.Q.Y!)}}"}
            """;
        _keyId = Encode(SHA256.HashData(Encoding.UTF8.GetBytes(thumbprint)));
    }

    /// <summary>Signs as a node whose keys lie in this folder.</summary>
    public static TestTokens FromKeys(string folder)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "issuer.key")));
        return new TestTokens(key);
    }

    /// <summary>Signs with a key nobody trusts.</summary>
    public static TestTokens OfAStranger() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key that this is checked with, as PEM.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A token of another issuer, with claims of its own.</summary>
    public string By(string issuer, string subject, params (string Claim, string Value)[] claims)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var all = new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = "spico",
            ["sub"] = subject,
            ["name"] = "Somebody",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + TimeSpan.FromHours(1)).ToUnixTimeSeconds(),
        };
        foreach ((string claim, string value) in claims)
        {
            all[claim] = value;
        }

        return Sign(all);
    }

    /// <summary>A token for a person.</summary>
    /// <param name="person">Who.</param>
    /// <param name="name">The name, as displayed.</param>
    /// <param name="lifetime">How long it lasts; an hour when not said. Negative: expired already.</param>
    /// <param name="isAdministrator">Whether the person administers the server.</param>
    public string For(PersonId person, string name, TimeSpan? lifetime = null, bool isAdministrator = false)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset expires = now + (lifetime ?? TimeSpan.FromHours(1));
        DateTimeOffset issued = expires < now ? expires - TimeSpan.FromMinutes(1) : now;
        return Sign(new Dictionary<string, object>
        {
            ["iss"] = "spico",
            ["aud"] = "spico",
            ["sub"] = person.ToString(),
            ["name"] = name,
            ["iat"] = issued.ToUnixTimeSeconds(),
            ["iat_ms"] = issued.Millisecond,
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["adm"] = isAdministrator,
        });
    }

    private string Sign(Dictionary<string, object> claims)
    {
        var header = new { alg = "ES256", kid = _keyId, typ = "at+jwt" };
        string signed = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}" +
            $".{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
