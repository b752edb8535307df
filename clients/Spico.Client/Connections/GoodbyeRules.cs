using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>What the bands of close codes mean to a client.</summary>
internal static class GoodbyeRules
{
    /// <summary>Codes from 4500 say not to come back without change; all else, and silence, says come back.</summary>
    public static bool IsFinal(this Goodbye? goodbye) => goodbye is not null && (int)goodbye.Code is >= 4500 and < 5000;

    public static Error ToError(this Goodbye? goodbye) => new()
    {
        Code = goodbye?.Code switch
        {
            CloseCode.Unauthenticated or CloseCode.TokenExpired => ErrorCode.Unauthenticated,
            CloseCode.Overloaded => ErrorCode.Overloaded,
            CloseCode.RateLimited => ErrorCode.RateLimited,
            CloseCode.Unsupported => ErrorCode.Unsupported,
            CloseCode.ProtocolError => ErrorCode.Malformed,
            CloseCode.FrameTooLarge => ErrorCode.TooLarge,
            _ => ErrorCode.Unavailable,
        },
        Message = goodbye is null ? "The server cannot be reached." : goodbye.Reason,
        Retryable = !goodbye.IsFinal(),
        RetryAfterMs = goodbye?.RetryAfterMs ?? 0,
    };
}
