using System.Net;
using Orleans;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Sessions;

/// <summary>Exchanges a login and its password for a token, as often as the address may try.</summary>
internal sealed class PasswordSignIn(IGrainFactory grains, FailedSignIns failures)
{
    private const int PasswordLengthMax = 256;

    /// <summary>What is said to whoever has no right credentials, whatever is wrong with them.</summary>
    public static Goodbye WrongCredentials() =>
        new() { Code = CloseCode.Unauthenticated, Reason = "The credentials are not accepted." };

    /// <summary>A token, or why there is none.</summary>
    public async ValueTask<(string Token, Goodbye? Refusal)> SignInAsync(SignInRequest signIn, IPAddress? address)
    {
        if (!failures.TryTake(address, out TimeSpan retryAfter))
        {
            return ("", RateLimited(
                "Too many failed sign-ins from this address.", (uint)Math.Ceiling(retryAfter.TotalMilliseconds)));
        }

        bool isWrong = false;
        try
        {
            if (signIn.Password.Length > PasswordLengthMax || AccountKey.Of(signIn.Login) is not { } key)
            {
                isWrong = true;
                return ("", WrongCredentials());
            }

            SignInOutcome outcome = await grains.GetGrain<IAccountGrain>(key).SignIn(signIn.Password);
            isWrong = outcome.Response is null && IsWrong(outcome.Refusal);
            return outcome.Response is { } response
                ? (response.AccessToken, null)
                : ("", GoodbyeFor(outcome.Refusal));
        }
        finally
        {
            if (!isWrong)
            {
                failures.Return(address);
            }
        }
    }

    private static bool IsWrong(Error? refusal) =>
        refusal is null || refusal.Code is ErrorCode.Unauthenticated or ErrorCode.InvalidArgument;

    private static Goodbye GoodbyeFor(Error? refusal) => refusal?.Code switch
    {
        _ when IsWrong(refusal) => WrongCredentials(),
        ErrorCode.RateLimited => RateLimited(refusal!.Message, refusal.RetryAfterMs),
        ErrorCode.Unsupported => new Goodbye { Code = CloseCode.Unauthenticated, Reason = refusal!.Message },
        _ => new Goodbye
        {
            Code = CloseCode.Overloaded,
            Reason = refusal!.Message,
            RetryAfterMs = refusal.RetryAfterMs,
        },
    };

    private static Goodbye RateLimited(string reason, uint retryAfterMilliseconds) => new()
    {
        Code = CloseCode.RateLimited,
        Reason = reason,
        RetryAfterMs = retryAfterMilliseconds,
    };
}
