using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Storage;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Accounts;

/// <summary>
/// One local account, or a login nobody has: the two behave alike. One try at a time, so that many at once learn no
/// more than one after the other.
/// </summary>
internal sealed partial class AccountGrain : Grain, IAccountGrain, IAccountSeeding
{
    private readonly IPersistentState<AccountRecord> _account;
    private readonly PasswordChecks _passwords;
    private readonly TokenIssuer _issuer;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountGrain> _logger;
    private readonly SignInThrottle _throttle;

    public AccountGrain(
        [PersistentState("account.v1", StorageNames.Accounts)] IPersistentState<AccountRecord> account,
        PasswordChecks passwords,
        TokenIssuer issuer,
        TimeProvider time,
        IOptions<AccountOptions> options,
        ILogger<AccountGrain> logger)
    {
        _account = account;
        _passwords = passwords;
        _issuer = issuer;
        _time = time;
        _logger = logger;
        _throttle = new SignInThrottle(options.Value.FailuresBeforeDelay, options.Value.SignInDelayMax);
    }

    public async ValueTask<SignInOutcome> SignIn(string password)
    {
        TimeSpan delay = _throttle.DelayAt(_time.GetUtcNow());
        if (delay > TimeSpan.Zero)
        {
            return Refused(ErrorCode.RateLimited, "Too many failed sign-ins: wait before the next.", delay);
        }

        AccountRecord account = _account.State;
        switch (await _passwords.IsRightAsync(account, password))
        {
            case null:
                return Refused(ErrorCode.Overloaded, "Too many sign-ins at once.", TimeSpan.FromSeconds(2));

            case false:
                _throttle.Failed(_time.GetUtcNow());
                Log.Failed(_logger);
                return Refused(ErrorCode.Unauthenticated, "Wrong login or password.", null);

            default:
                _throttle.Succeeded();
                var person = PersonId.From(account.Person);
                return new SignInOutcome(_issuer.Issue(person, account.Name, account.IsAdministrator), null);
        }
    }

    public async ValueTask Set(NewPerson person)
    {
        if (!PersonId.TryFrom(person.Person.Id, out PersonId id))
        {
            throw new ArgumentException("An account belongs to a person.", nameof(person));
        }

        string hash = await _passwords.HashAsync(person.Password);
        if (_account.RecordExists)
        {
            // Before the password, so that a crash between the two leaves no token of the old one alive. Nobody signs
            // in meanwhile: this grain does one thing at a time.
            await RevokeAsync(PersonId.From(_account.State.Person));
        }

        await Seed(id.Value, person.Person.Name, hash, person.Administrator);
    }

    public async ValueTask Seed(Guid person, string name, string passwordHash, bool isAdministrator)
    {
        _account.State = new AccountRecord
        {
            Person = person,
            Name = name,
            PasswordHash = passwordHash,
            IsAdministrator = isAdministrator,
        };
        try
        {
            await _account.WriteStateAsync();
        }
        catch
        {
            // What is in memory may not be what is stored: the next call reads it again.
            DeactivateOnIdle();
            throw;
        }
    }

    private ValueTask RevokeAsync(PersonId person)
    {
        // Whole milliseconds, as tokens tell their time: one issued right after this is not older.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        return GrainFactory.GetGrain<IRevocationsGrain>(RevocationsKey.Region).Revoke(person, now);
    }

    private static SignInOutcome Refused(ErrorCode code, string message, TimeSpan? retryAfter) => new(
        null,
        new Error
        {
            Code = code,
            Message = message,
            Retryable = retryAfter is not null,
            RetryAfterMs = (uint)Math.Ceiling(retryAfter?.TotalMilliseconds ?? 0),
        });

    private static partial class Log
    {
        // Without the login: people type their password there.
        [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in failed")]
        public static partial void Failed(ILogger logger);
    }
}
