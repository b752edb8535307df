using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Spico.Gateway.Identity;
using Spico.Protocol.Identifiers;

namespace Spico.Gateway.Tests.Identity;

public sealed class TokenVerifierTests : IDisposable
{
    private const string Subject = "0198c0de0000700080000000000000aa";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spico-tokens-");
    private readonly ECDsa _ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _theirs = RSA.Create(2048);
    private readonly TokenVerifier _verifier;

    public TokenVerifierTests()
    {
        File.WriteAllText(PathOf("ours.pem"), _ours.ExportSubjectPublicKeyInfoPem());
        JsonWebKey key = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(_theirs.ExportParameters(includePrivateParameters: false)) { KeyId = "their-key" });
        File.WriteAllText(
            PathOf("theirs.json"),
            $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"their-key","n":"{{key.N}}","e":"{{key.E}}"}]}""");
        var options = new IdentityOptions
        {
            Issuers =
            [
                new TrustedIssuer
                {
                    Issuer = "spico",
                    KeysFile = PathOf("ours.pem"),
                    NamesPersons = true,
                    NamesAdministrators = true,
                },
                new TrustedIssuer
                {
                    Issuer = "https://id.example.test",
                    KeysFile = PathOf("theirs.json"),
                    NationalIdClaim = "SubjectNameID",
                },
            ],
        };
        _verifier = new TokenVerifier(Options.Create(options), _time, NullLogger<TokenVerifier>.Instance);
    }

    [Fact]
    public async Task A_token_of_the_built_in_issuer_says_who_calls()
    {
        VerifiedToken token = (await Verify(Signed(Claims("adm", true)))).Token!;

        Assert.Equal(Subject, token.Person.ToString());
        Assert.Equal("Camille Test", token.Name);
        Assert.Equal(Now, token.IssuedAt);
        Assert.Equal(Now.AddHours(8), token.ExpiresAt);
        Assert.True(token.IsAdministrator);
    }

    [Fact]
    public async Task A_fraction_of_a_second_in_the_time_of_issue_is_kept()
    {
        VerifiedToken token = (await Verify(Signed(Claims("iat_ms", 250)))).Token!;

        Assert.Equal(Now.AddMilliseconds(250), token.IssuedAt);
    }

    [Theory]
    [InlineData("810000000017", true)]
    [InlineData("10000000017", false)]
    [InlineData("810000000018", false)]
    [InlineData("ANS20230001", false)]
    public async Task Whom_another_issuer_knows_by_national_identifier_is_the_person_of_the_directory(
        string said, bool isOne)
    {
        Dictionary<string, object> claims = Claims("iss", "https://id.example.test");
        claims["SubjectNameID"] = said;

        VerifiedToken token = (await Verify(Signed(claims, Theirs("their-key")))).Token!;

        Assert.True(NationalId.TryParse("810000000017", out NationalId? id));
        Assert.Equal(isOne, token.IsProfessional);
        Assert.Equal(isOne, token.Person == id.Person);
    }

    [Fact]
    public async Task Another_issuer_neither_names_our_persons_nor_administrators()
    {
        Dictionary<string, object> claims = Claims("iss", "https://id.example.test");
        claims["adm"] = true;

        VerifiedToken token = (await Verify(Signed(claims, Theirs("their-key")))).Token!;

        Assert.NotEqual(Subject, token.Person.ToString());
        Assert.False(token.IsAdministrator);
    }

    [Fact]
    public async Task The_same_subject_of_an_issuer_is_always_the_same_person()
    {
        Dictionary<string, object> claims = Claims("iss", "https://id.example.test");

        VerifiedToken first = (await Verify(Signed(claims, Theirs("their-key")))).Token!;
        VerifiedToken second = (await Verify(Signed(claims, Theirs("their-key")))).Token!;

        Assert.Equal(first.Person, second.Person);
    }

    [Fact]
    public async Task A_token_without_signature_is_refused()
    {
        string header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""");
        string payload = Base64UrlEncoder.Encode(JsonSerializer.Serialize(Claims()));

        Assert.Equal(TokenRefusal.BadSignature, (await Verify($"{header}.{payload}.")).Refusal);
        Assert.Equal(TokenRefusal.BadSignature, (await Verify($"{header}.{payload}.AAAA")).Refusal);
    }

    [Fact]
    public async Task A_public_key_used_as_a_shared_secret_is_refused()
    {
        // The classic confusion: HS256 keyed with the public key, which everybody has.
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_ours.ExportSubjectPublicKeyInfoPem()));
        var signing = new SigningCredentials(secret, SecurityAlgorithms.HmacSha256);

        Assert.Equal(TokenRefusal.BadSignature, (await Verify(Signed(Claims(), signing))).Refusal);
    }

    [Fact]
    public async Task A_trusted_issuer_cannot_speak_for_another()
    {
        Assert.Equal(TokenRefusal.BadSignature, (await Verify(Signed(Claims(), Theirs(string.Empty)))).Refusal);
        Assert.Equal(TokenRefusal.BadSignature, (await Verify(Signed(Claims(), Theirs("their-key")))).Refusal);
    }

    [Fact]
    public async Task An_unknown_issuer_is_refused() =>
        Assert.Equal(
            TokenRefusal.UnknownIssuer,
            (await Verify(Signed(Claims("iss", "https://elsewhere.example.test")))).Refusal);

    [Fact]
    public async Task A_token_meant_for_somebody_else_is_refused() =>
        Assert.Equal(TokenRefusal.WrongAudience, (await Verify(Signed(Claims("aud", "another")))).Refusal);

    [Fact]
    public async Task An_identity_token_does_not_pass_for_an_access_token() =>
        Assert.Equal(TokenRefusal.WrongType, (await Verify(Signed(Claims(), type: "JWT"))).Refusal);

    [Fact]
    public async Task A_token_holds_until_it_expires_and_not_a_moment_longer()
    {
        string token = Signed(Claims());
        _time.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMilliseconds(1));
        Assert.True((await Verify(token)).IsValid);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TokenRefusal.Expired, (await Verify(token)).Refusal);
    }

    [Fact]
    public async Task A_token_from_the_future_is_refused_beyond_the_tolerated_skew()
    {
        Assert.True((await Verify(Signed(Claims("iat", Seconds(Now) + 60)))).IsValid);
        Assert.Equal(TokenRefusal.NotYetValid, (await Verify(Signed(Claims("iat", Seconds(Now) + 61)))).Refusal);
        Assert.Equal(TokenRefusal.NotYetValid, (await Verify(Signed(Claims("nbf", Seconds(Now) + 61)))).Refusal);
    }

    [Fact]
    public async Task A_token_that_lives_longer_than_revocations_are_remembered_is_refused() =>
        Assert.Equal(
            TokenRefusal.TooLongLived,
            (await Verify(Signed(Claims("exp", Seconds(Now.AddHours(24)) + 1)))).Refusal);

    [Theory]
    [InlineData("iat")]
    [InlineData("exp")]
    [InlineData("sub")]
    public async Task A_token_without_a_claim_it_must_have_is_refused(string claim)
    {
        Dictionary<string, object> claims = Claims();
        claims.Remove(claim);

        Assert.False((await Verify(Signed(claims))).IsValid);
    }

    [Theory]
    [InlineData("camille")]
    [InlineData("00000000000000000000000000000000")]
    public async Task A_subject_that_is_no_person_is_refused(string subject) =>
        Assert.Equal(TokenRefusal.Malformed, (await Verify(Signed(Claims("sub", subject)))).Refusal);

    [Fact]
    public async Task One_changed_character_breaks_the_signature()
    {
        string token = Signed(Claims());
        int middle = token.Length - 20;
        string changed = token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];

        Assert.Equal(TokenRefusal.BadSignature, (await Verify(changed)).Refusal);
    }

    [Fact]
    public async Task An_unknown_key_is_looked_up_anew_so_that_keys_can_be_changed()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string token = Signed(Claims(), Ours(next));
        Assert.Equal(TokenRefusal.BadSignature, (await Verify(token)).Refusal);

        await File.WriteAllTextAsync(PathOf("ours.pem"), next.ExportSubjectPublicKeyInfoPem());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await Verify(token)).IsValid);
    }

    [Fact]
    public async Task An_oversized_or_encrypted_token_is_refused_unread()
    {
        Assert.Equal(TokenRefusal.Malformed, (await Verify(new string('a', TokenVerifier.TokenLengthMax + 1))).Refusal);
        Assert.Equal(TokenRefusal.Malformed, (await Verify("a.b.c.d.e")).Refusal);
    }

    [Fact]
    public void Whatever_it_is_given_it_answers_and_does_not_throw() =>
        Gen.OneOf(
                Gen.String,
                Gen.Select(Gen.String, Gen.String, Gen.String, (a, b, c) => $"{a}.{b}.{c}"),
                Gen.Select(Gen.Byte.Array, Gen.Byte.Array, (a, b) =>
                    $"{Base64UrlEncoder.Encode(a)}.{Base64UrlEncoder.Encode(b)}."),
                Gen.Select(Gen.String, Gen.String, (a, b) =>
                    Base64UrlEncoder.Encode($$"""{"alg":"{{a}}"}""") + "."
                    + Base64UrlEncoder.Encode($$"""{"iss":{{b}}}""") + "."))
            .SampleAsync(async text => Assert.False((await Verify(text)).IsValid), iter: 3000, threads: 1);

    public void Dispose()
    {
        _verifier.Dispose();
        _ours.Dispose();
        _theirs.Dispose();
        _folder.Delete(recursive: true);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private ValueTask<TokenVerification> Verify(string token) =>
        _verifier.VerifyAsync(token, TestContext.Current.CancellationToken);

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private Dictionary<string, object> Claims(string? claim = null, object? value = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "spico",
            ["aud"] = "spico",
            ["sub"] = Subject,
            ["name"] = "Camille Test",
            ["iat"] = Seconds(Now),
            ["exp"] = Seconds(Now.AddHours(8)),
        };
        if (claim is not null)
        {
            claims[claim] = value!;
        }

        return claims;
    }

    private string Signed(
        Dictionary<string, object> claims, SigningCredentials? signing = null, string type = "at+jwt") =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            JsonSerializer.Serialize(claims),
            signing ?? Ours(_ours),
            new Dictionary<string, object> { ["typ"] = type });

    private static SigningCredentials Ours(ECDsa key)
    {
        var signing = new ECDsaSecurityKey(key);
        signing.KeyId = Base64UrlEncoder.Encode(signing.ComputeJwkThumbprint());
        return new SigningCredentials(signing, SecurityAlgorithms.EcdsaSha256);
    }

    private SigningCredentials Theirs(string keyId) =>
        new(new RsaSecurityKey(_theirs) { KeyId = keyId }, SecurityAlgorithms.RsaSha256);
}
