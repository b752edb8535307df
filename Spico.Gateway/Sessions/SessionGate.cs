using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Spico.Gateway.Identity;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>Lets in whoever has a token that holds, or a local login, while there is room.</summary>
internal sealed partial class SessionGate(
    PasswordSignIn signIn,
    AcceptedTokens tokens,
    SessionRegistry registry,
    SessionServices services,
    ILogger<SessionGate> logger) : ISessionGate
{
    private const int NameLengthMax = 64;
    private static readonly string Server = "spico/" + typeof(SessionGate).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    // Each session keeps its welcome: what is the same for all stands once.
    private readonly Limits _limits = LimitsOf(services.Limits);

    private readonly Action<Session> _closed = session =>
    {
        registry.Remove(session);
        registry.Release(session.TokenPerson, session.Address);
    };

    public async ValueTask<SessionOpening> OpenAsync(SessionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await TryOpenAsync(request, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // No silo answers, or a defect: the client comes back either way.
            Log.Failed(logger, exception.GetType().Name);
            return Overloaded("The server cannot be reached now.");
        }
    }

    private async ValueTask<SessionOpening> TryOpenAsync(SessionRequest request, CancellationToken cancellationToken)
    {
        Hello hello = request.Hello;
        if (hello.Device.Length > NameLengthMax || hello.Client.Length > NameLengthMax)
        {
            return SessionOpening.Refused(
                CloseCode.ProtocolError, $"device, client: at most {NameLengthMax} characters.");
        }

        (string token, Goodbye? refusal) = await TokenAsync(request);
        if (refusal is not null)
        {
            return SessionOpening.Refused(refusal.Code, refusal.Reason, refusal.RetryAfterMs);
        }

        TokenVerification verified = await tokens.VerifyAsync(token, cancellationToken);
        if (!verified.IsValid)
        {
            Log.Refused(logger, request.Protocol, verified.Refusal);
            return RefusalOf(verified.Refusal);
        }

        uint epoch = await services.Streams.ReadEpochAsync();
        bool isLocal = hello.CredentialCase == Hello.CredentialOneofCase.SignIn;
        if (hello.OnBehalfOf.IsEmpty)
        {
            return Open(request, verified.Token, null, isLocal ? token : "", epoch);
        }

        // Whether such a person exists is told to nobody who may not act for them.
        return PersonId.TryFrom(hello.OnBehalfOf, out PersonId professional)
            && await services.Streams.ActsUntilAsync(professional, verified.Token.Person) is > 0 and long until
            ? Open(request, verified.Token, (professional, until), isLocal ? token : "", epoch)
            : SessionOpening.Refused(CloseCode.Unauthenticated, "on_behalf_of: there is no delegation.");
    }

    private SessionOpening Open(
        SessionRequest request,
        VerifiedToken token,
        (PersonId Person, long Until)? onBehalfOf,
        string newToken,
        uint epoch)
    {
        PersonId person = token.Person;
        IPAddress? address = request.RemoteAddress;
        if (registry.TryTake(person, address) is { } reason)
        {
            return Overloaded(reason);
        }

        string device = request.Hello.Device.Length > 0 ? request.Hello.Device : Guid.NewGuid().ToString("N");
        Caller caller = onBehalfOf is { } delegated
            ? new Caller(delegated.Person, SessionId.New(), device, IsAdministrator: false, ActedBy: person)
            : new Caller(person, SessionId.New(), device, token.IsAdministrator);
        Welcome welcome = WelcomeFor(caller, token, newToken, epoch);
        if (onBehalfOf is not null)
        {
            welcome.ActedBy = person.ToByteString();
            welcome.ExpiresAt = Math.Min(welcome.ExpiresAt, onBehalfOf.Value.Until);
        }

        var session = new Session(services, caller, welcome, token, _closed) { Address = address };
        registry.Add(session);
        Log.Opened(logger, session.Id, person, request.Protocol);

        // It may have been revoked since it was looked at, and the watch tells only those on the list.
        if (tokens.IsRevoked(token))
        {
            session.End(CloseCode.Unauthenticated, "The access token was revoked.");
        }

        return SessionOpening.Opened(session);
    }

    private ValueTask<(string Token, Goodbye? Refusal)> TokenAsync(SessionRequest request) =>
        request.Hello.CredentialCase switch
        {
            Hello.CredentialOneofCase.AccessToken => new((request.Hello.AccessToken, null)),
            Hello.CredentialOneofCase.SignIn => signIn.SignInAsync(request.Hello.SignIn, request.RemoteAddress),
            _ => new(("", PasswordSignIn.WrongCredentials())),
        };

    private Welcome WelcomeFor(Caller caller, VerifiedToken token, string newToken, uint epoch) => new()
    {
        Session = caller.Session.ToByteString(),
        Person = caller.Person.ToByteString(),
        Name = token.Name,
        Inbox = StreamId.InboxOf(caller.Person).ToByteString(),
        Epoch = epoch,
        AccessToken = newToken,
        ExpiresAt = token.ExpiresAt.ToUnixTimeMilliseconds(),
        Now = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Server = Server,
        Limits = _limits,
    };

    private static Limits LimitsOf(SessionOptions limits) => new()
    {
        FrameBytes = (uint)limits.FrameBytesMax,
        TextBytes = (uint)limits.TextBytesMax,
        CommandsPerSecond = (uint)limits.CommandsPerSecond,
        CommandBurst = (uint)limits.CommandBurst,
        InboundBytesPerSecond = (uint)limits.InboundBytesPerSecond,
        CommandsInFlight = (uint)limits.CommandsInFlightMax,
        OpenStreams = (uint)limits.OpenStreamsMax,
        HeartbeatSeconds = (uint)limits.HeartbeatInterval.TotalSeconds,
    };

    private SessionOpening RefusalOf(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.KeysUnavailable => Overloaded("The keys of the issuer cannot be read now."),
        TokenRefusal.Expired => SessionOpening.Refused(CloseCode.TokenExpired, "The access token has ended."),
        TokenRefusal.Revoked => SessionOpening.Refused(CloseCode.Unauthenticated, "The access token was revoked."),
        _ => SessionOpening.Refused(CloseCode.Unauthenticated, "The credentials are not accepted."),
    };

    // With jitter, so that those refused together do not come back together.
    private SessionOpening Overloaded(string reason) => SessionOpening.Refused(
        CloseCode.Overloaded,
        reason,
        (uint)(services.Limits.OverloadedRetry.TotalMilliseconds * (1 + Random.Shared.NextDouble())));

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "Session {SessionId} of {Person} opened over {Protocol}")]
        public static partial void Opened(ILogger logger, SessionId sessionId, PersonId person, string protocol);

        [LoggerMessage(Level = LogLevel.Information, Message = "No session over {Protocol}: {Refusal}")]
        public static partial void Refused(ILogger logger, string protocol, TokenRefusal refusal);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No session can be opened now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
