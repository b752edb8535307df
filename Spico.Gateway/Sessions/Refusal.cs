using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Sessions;

/// <summary>The refusals of the gateway. They name fields and limits, and never echo a value.</summary>
internal static class Refusal
{
    public static Reply Invalid(string field, string message, int limit = 0) =>
        Of(ErrorCode.InvalidArgument, message, field: field, limit: limit);

    public static Reply TooLarge(string field, int limit) =>
        Of(ErrorCode.TooLarge, $"At most {limit} bytes.", field: field, limit: limit);

    public static Reply Unsupported() =>
        Of(ErrorCode.Unsupported, "This server does not know the command.");

    public static Reply WrongState(string message) => Of(ErrorCode.WrongState, message);

    public static Reply NotAccessible(string field) =>
        Of(ErrorCode.NotAccessible, "This does not exist, or it is not yours to use.", field: field);

    public static Reply Unauthenticated(string message, string field = "") =>
        Of(ErrorCode.Unauthenticated, message, field: field);

    public static Reply LimitReached(string what, int limit, bool isRetryable) =>
        Of(ErrorCode.LimitReached, $"At most {limit} {what}.", isRetryable: isRetryable, limit: limit);

    public static Reply RateLimited(string what, TimeSpan retryAfter, int limit) =>
        Of(ErrorCode.RateLimited, $"{what} come too fast.", isRetryable: true, retryAfter: retryAfter, limit: limit);

    public static Reply Deadline() =>
        Of(ErrorCode.Deadline, "No answer in time; the outcome is not known.", isRetryable: true);

    public static Reply Unavailable() =>
        Of(ErrorCode.Unavailable, "The server cannot be reached now.", isRetryable: true,
            retryAfter: TimeSpan.FromMilliseconds(500));

    public static Reply Overloaded() =>
        Of(ErrorCode.Overloaded, "More is waiting than can be taken.", isRetryable: true,
            retryAfter: TimeSpan.FromSeconds(1));

    public static Reply Ended() =>
        Of(ErrorCode.Unauthenticated, "The session has ended.", isRetryable: true);

    public static Reply Internal() => Of(ErrorCode.Internal, "A defect of the server.");

    private static Reply Of(
        ErrorCode code,
        string message,
        bool isRetryable = false,
        TimeSpan retryAfter = default,
        string field = "",
        int limit = 0) => new()
        {
            Error = new Error
            {
                Code = code,
                Message = message,
                Retryable = isRetryable,
                RetryAfterMs = (uint)Math.Ceiling(retryAfter.TotalMilliseconds),
                Field = field,
                Limit = (ulong)limit,
            },
        };
}
