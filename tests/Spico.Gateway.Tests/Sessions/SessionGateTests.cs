using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans;
using Spico.Gateway.Identity;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Sessions;

public sealed class SessionGateTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spico-gate-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly PersonId _alice = PersonId.New();
    private readonly List<Revocation> _revoked = [];
    private readonly GatewayKit _kit;
    private readonly FakeGrains _grains;
    private readonly TokenVerifier _verifier;
    private readonly RevocationWatch _revocations;
    private readonly SessionRegistry _registry;
    private readonly FailedSignIns _failures;
    private readonly SessionGate _gate;
    private SignInOutcome _signIn = new(null, new Error { Code = ErrorCode.Unauthenticated });

    public SessionGateTests()
    {
        string keys = Path.Combine(_folder.FullName, "key.pem");
        File.WriteAllText(keys, _key.ExportSubjectPublicKeyInfoPem());
        var issuer = new TrustedIssuer { Issuer = "test", KeysFile = keys, NamesPersons = true };
        var identity = Microsoft.Extensions.Options.Options.Create(new IdentityOptions { Issuers = [issuer] });
        _kit = new GatewayKit(_time);
        _grains = FakeGrains.Create(out IGrainFactory factory);
        _grains.Answer<IRevocationsGrain>((_, _) => new ValueTask<Revocations>(new Revocations(1, [.. _revoked])))
            .Answer<IAccountGrain>((_, _) => new ValueTask<SignInOutcome>(_signIn));
        _verifier = new TokenVerifier(identity, _time, NullLogger<TokenVerifier>.Instance);
        _revocations = new RevocationWatch(factory, identity, _time, NullLogger<RevocationWatch>.Instance);
        _registry = new SessionRegistry(Microsoft.Extensions.Options.Options.Create(_kit.Limits));
        _failures = new FailedSignIns(Microsoft.Extensions.Options.Options.Create(_kit.Limits), _time);
        _gate = new SessionGate(
            new PasswordSignIn(factory, _failures),
            new AcceptedTokens(_verifier, _revocations, factory, _time),
            _registry,
            _kit.Services,
            NullLogger<SessionGate>.Instance);
    }

    [Fact]
    public async Task A_token_opens_a_session_that_is_told_who_it_is_and_its_limits()
    {
        await _revocations.StartAsync(default);
        SessionOpening opening = await OpenAsync(Token());
        Welcome welcome = opening.Session!.Welcome;
        Assert.Equal(_alice.ToByteString(), welcome.Person);
        Assert.Equal(StreamId.InboxOf(_alice).ToByteString(), welcome.Inbox);
        Assert.Equal((1u, ""), (welcome.Epoch, welcome.AccessToken));
        Assert.Equal((65536u, 16384u, 20u, 60u), (
            welcome.Limits.FrameBytes,
            welcome.Limits.TextBytes,
            welcome.Limits.CommandsPerSecond,
            welcome.Limits.CommandBurst));
        Assert.Equal((32u, 500u, 30u), (
            welcome.Limits.CommandsInFlight, welcome.Limits.OpenStreams, welcome.Limits.HeartbeatSeconds));
        Assert.Equal(1, _registry.Count);
        await opening.Session.DisposeAsync();
        Assert.True(SpinWait.SpinUntil(() => _registry.Count == 0, Eventually.Patience));
    }

    [Fact]
    public async Task A_login_opens_a_session_and_brings_a_token_to_come_back_with()
    {
        await _revocations.StartAsync(default);
        _signIn = new SignInOutcome(new SignInResponse { AccessToken = Token() }, null);
        var hello = new Hello { SignIn = new SignInRequest { Login = " Alice ", Password = "a long password" } };
        SessionOpening opening = await _gate.OpenAsync(new SessionRequest(hello, "test", null), default);
        Assert.NotEqual("", opening.Session!.Welcome.AccessToken);
        Assert.Contains(AccountKey.Of("alice")!, _grains.Keys);
        await opening.Session.DisposeAsync();
    }

    [Fact]
    public async Task A_session_on_behalf_of_another_needs_a_delegation_and_ends_with_it()
    {
        await _revocations.StartAsync(default);
        var professional = PersonId.New();
        Assert.Equal(CloseCode.Unauthenticated, (await OnBehalfAsync()).Refusal!.Code);
        DateTimeOffset until = _time.GetUtcNow().AddSeconds(30);
        _kit.Log.ActsUntil = until.ToUnixTimeMilliseconds();
        var session = (Session)(await OnBehalfAsync()).Session!;
        Assert.Equal((professional, _alice), (session.Caller.Person, session.Caller.ActedBy!.Value));
        Assert.Equal((professional.ToByteString(), _alice.ToByteString()), (
            session.Welcome.Person, session.Welcome.ActedBy));
        Assert.Equal(until.ToUnixTimeMilliseconds(), session.Welcome.ExpiresAt);
        Assert.Equal(until.ToUnixTimeMilliseconds(), session.ExpiresAt.ToUnixTimeMilliseconds());

        var watch = new DelegationWatch(
            _registry,
            _kit.Services,
            Microsoft.Extensions.Options.Options.Create(new IdentityOptions()),
            NullLogger<DelegationWatch>.Instance);
        await watch.CheckAsync();
        Assert.False(session.Ended.IsCompleted);
        _kit.Log.ActsUntil = 0;
        await watch.CheckAsync();
        Assert.Equal(CloseCode.Unauthenticated, (await session.Ended).Code);

        // The tokens of whoever acts are theirs to revoke.
        _kit.Log.ActsUntil = until.ToUnixTimeMilliseconds();
        session = (Session)(await OnBehalfAsync()).Session!;
        _registry.EndRevoked(professional, DateTimeOffset.MaxValue);
        Assert.False(session.Ended.IsCompleted);
        _registry.EndRevoked(_alice, DateTimeOffset.MaxValue);
        Assert.True(session.Ended.IsCompleted);

        async Task<SessionOpening> OnBehalfAsync()
        {
            var hello = new Hello { AccessToken = Token(), OnBehalfOf = professional.ToByteString() };
            return await _gate.OpenAsync(new SessionRequest(hello, "test", null), default);
        }
    }

    [Fact]
    public async Task Wrong_credentials_of_every_kind_are_refused_alike()
    {
        await _revocations.StartAsync(default);
        Hello[] wrong =
        [
            new Hello(),
            new Hello { AccessToken = "x" },
            new Hello { AccessToken = Token() + "x" },
            new Hello { SignIn = new SignInRequest { Login = "alice", Password = "wrong" } },
            new Hello { SignIn = new SignInRequest { Login = new string('a', 500), Password = "wrong" } },
            new Hello { SignIn = new SignInRequest { Login = "alice", Password = new string('a', 5000) } },
        ];
        foreach (Hello hello in wrong)
        {
            SessionOpening opening = await _gate.OpenAsync(new SessionRequest(hello, "test", null), default);
            Assert.Equal((CloseCode.Unauthenticated, "The credentials are not accepted."), (
                opening.Refusal!.Code, opening.Refusal.Reason));
        }
    }

    [Fact]
    public async Task After_too_many_wrong_passwords_an_address_waits_whatever_the_login()
    {
        await _revocations.StartAsync(default);
        _kit.Limits.FailedSignInBurst = 3;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(CloseCode.Unauthenticated, (await SignInAsync($"guess {i}")).Refusal!.Code);
        }

        _signIn = new SignInOutcome(new SignInResponse { AccessToken = Token() }, null);
        Goodbye refused = (await SignInAsync("alice")).Refusal!;
        Assert.Equal(CloseCode.RateLimited, refused.Code);
        Assert.InRange(refused.RetryAfterMs, 1u, 6000u);

        // Elsewhere nobody is concerned, nor is who has a token.
        await using ISession other = (await SignInAsync("alice", IPAddress.Parse("192.0.2.7"))).Session!;
        await using ISession token = (await OpenAsync(Token())).Session!;
        _time.Advance(TimeSpan.FromMilliseconds(refused.RetryAfterMs));
        await using ISession later = (await SignInAsync("alice")).Session!;
        Assert.NotNull(later);
    }

    [Fact]
    public async Task Only_a_wrong_password_counts_as_a_failed_sign_in()
    {
        await _revocations.StartAsync(default);
        _kit.Limits.FailedSignInBurst = 1;
        foreach (ErrorCode code in new[] { ErrorCode.RateLimited, ErrorCode.Overloaded })
        {
            _signIn = new SignInOutcome(null, new Error { Code = code, RetryAfterMs = 5 });
            Assert.Equal(5u, (await SignInAsync("alice")).Refusal!.RetryAfterMs);
        }

        _signIn = new SignInOutcome(new SignInResponse { AccessToken = Token() }, null);
        await using ISession session = (await SignInAsync("alice")).Session!;
        Assert.Equal(CloseCode.Unauthenticated, (await SignInAsync(new string('a', 500))).Refusal!.Code);
        Assert.Equal(CloseCode.RateLimited, (await SignInAsync("alice")).Refusal!.Code);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing()
    {
        _revoked.Add(new Revocation(_alice, _time.GetUtcNow().AddSeconds(1)));
        await _revocations.StartAsync(default);
        Assert.Equal(CloseCode.Unauthenticated, (await OpenAsync(Token())).Refusal!.Code);
        _time.Advance(TimeSpan.FromSeconds(2));
        await using ISession later = (await OpenAsync(Token())).Session!;
        Assert.NotNull(later);
    }

    [Fact]
    public async Task While_revocations_are_not_known_nobody_is_let_in()
    {
        Task<SessionOpening> opening = OpenAsync(Token()).AsTask();
        Assert.False(opening.IsCompleted);
        while (!opening.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Goodbye refusal = (await opening).Refusal!;
        Assert.Equal(CloseCode.Overloaded, refusal.Code);
        Assert.NotEqual(0u, refusal.RetryAfterMs);
    }

    [Fact]
    public async Task Sessions_of_a_person_from_an_address_and_on_the_node_are_counted()
    {
        await _revocations.StartAsync(default);
        _kit.Limits.SessionsPerPersonMax = 2;
        await using ISession first = (await OpenAsync(Token())).Session!;
        await using ISession second = (await OpenAsync(Token())).Session!;
        Assert.Equal(CloseCode.Overloaded, (await OpenAsync(Token())).Refusal!.Code);
        _kit.Limits.SessionsPerPersonMax = 100;
        _kit.Limits.SessionsPerAddressMax = 2;
        Assert.Equal(CloseCode.Overloaded, (await OpenAsync(Token())).Refusal!.Code);
        _kit.Limits.SessionsPerAddressMax = 100;
        _kit.Limits.SessionsMax = 2;
        Assert.Equal(CloseCode.Overloaded, (await OpenAsync(Token())).Refusal!.Code);
        await second.DisposeAsync();
        Assert.True(SpinWait.SpinUntil(() => _registry.Count == 1, Eventually.Patience));
        await using ISession third = (await OpenAsync(Token())).Session!;
        Assert.NotNull(third);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _revocations.StopAsync(default);
        _revocations.Dispose();
        _verifier.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private ValueTask<SessionOpening> OpenAsync(string token) => _gate.OpenAsync(
        new SessionRequest(new Hello { AccessToken = token }, "test", IPAddress.Loopback), default);

    private ValueTask<SessionOpening> SignInAsync(string login, IPAddress? address = null) => _gate.OpenAsync(
        new SessionRequest(
            new Hello { SignIn = new SignInRequest { Login = login, Password = "a long password" } },
            "test",
            address ?? IPAddress.Loopback),
        default);

    private string Token()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = "at+jwt",
                Claims = new Dictionary<string, object>
                {
                    ["iss"] = "test",
                    ["aud"] = "spico",
                    ["sub"] = _alice.ToString(),
                    ["name"] = "Alice Example",
                    ["iat"] = now.ToUnixTimeSeconds(),
                    ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
                },
                SigningCredentials = new SigningCredentials(
                    new ECDsaSecurityKey(_key), SecurityAlgorithms.EcdsaSha256),
            });
    }
}
