using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using RpcStatus = Google.Rpc.Status;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>Refusals and ends of sessions as gRPC says them: a status, with our own words in its details.</summary>
internal static class GrpcStatuses
{
    /// <summary>
    /// NOT_ACCESSIBLE is NOT_FOUND, never PERMISSION_DENIED: a caller must not learn that something exists.
    /// RESOURCE_EXHAUSTED is what the caller has used up, UNAVAILABLE what the server lacks at the moment.
    /// </summary>
    public static StatusCode StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.Internal => StatusCode.Internal,
        ErrorCode.Malformed => StatusCode.InvalidArgument,
        ErrorCode.Unauthenticated => StatusCode.Unauthenticated,
        ErrorCode.NotAccessible => StatusCode.NotFound,
        ErrorCode.InvalidArgument => StatusCode.InvalidArgument,
        ErrorCode.TooLarge => StatusCode.InvalidArgument,
        ErrorCode.LimitReached => StatusCode.ResourceExhausted,
        ErrorCode.RateLimited => StatusCode.ResourceExhausted,
        ErrorCode.Overloaded => StatusCode.Unavailable,
        ErrorCode.Unavailable => StatusCode.Unavailable,
        ErrorCode.Deadline => StatusCode.DeadlineExceeded,
        ErrorCode.IdReused => StatusCode.AlreadyExists,
        ErrorCode.WrongState => StatusCode.FailedPrecondition,
        ErrorCode.Unsupported => StatusCode.Unimplemented,
        ErrorCode.StorageFull => StatusCode.Unavailable,
        ErrorCode.Taken => StatusCode.FailedPrecondition,
        ErrorCode.GroundMissing => StatusCode.FailedPrecondition,
        ErrorCode.Erased => StatusCode.NotFound,
        _ => StatusCode.Unknown,
    };

    /// <summary>UNAVAILABLE asks to come back; a token that ended asks for a fresh one first.</summary>
    public static StatusCode StatusOf(CloseCode code) => code switch
    {
        CloseCode.GoingAway => StatusCode.Unavailable,
        CloseCode.HeartbeatMissed => StatusCode.Unavailable,
        CloseCode.SlowConsumer => StatusCode.Unavailable,
        CloseCode.RateLimited => StatusCode.ResourceExhausted,
        CloseCode.Overloaded => StatusCode.Unavailable,
        CloseCode.TokenExpired => StatusCode.Unauthenticated,
        CloseCode.SignInTimeout => StatusCode.Unauthenticated,
        CloseCode.Unauthenticated => StatusCode.Unauthenticated,
        CloseCode.ProtocolError => StatusCode.InvalidArgument,
        CloseCode.FrameTooLarge => StatusCode.ResourceExhausted,
        CloseCode.Unsupported => StatusCode.Unimplemented,
        _ => StatusCode.Unknown,
    };

    /// <summary>A refusal, with the error in the details.</summary>
    public static RpcException ToException(Error error) =>
        Build(StatusOf(error.Code), error.Message, Any.Pack(error), error.RetryAfterMs);

    /// <summary>The end of a session, or the refusal of one, with the goodbye in the details.</summary>
    public static RpcException ToException(Goodbye goodbye) =>
        Build(StatusOf(goodbye.Code), goodbye.Reason, Any.Pack(goodbye), goodbye.RetryAfterMs);

    private static RpcException Build(StatusCode code, string message, Any detail, uint retryAfterMilliseconds)
    {
        var status = new RpcStatus { Code = (int)code, Message = message, Details = { detail } };
        if (retryAfterMilliseconds > 0)
        {
            var delay = TimeSpan.FromMilliseconds(retryAfterMilliseconds);
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }
}
