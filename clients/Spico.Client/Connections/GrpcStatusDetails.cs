using Google.Protobuf;
using Grpc.Core;
using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>Our own words within a gRPC status: the error or the goodbye that it stands for.</summary>
internal static class GrpcStatusDetails
{
    private const int DetailsField = 3;
    private const int TypeUrlField = 1;
    private const int ValueField = 2;

    /// <summary>Why a call was refused.</summary>
    public static Error ErrorOf(RpcException exception)
    {
        if (Find(exception, Error.Descriptor.FullName) is { } error)
        {
            return Error.Parser.ParseFrom(error);
        }

        // The session ended, or the server did: the call may be made again on the next.
        return new Error
        {
            Code = exception.StatusCode switch
            {
                StatusCode.DeadlineExceeded => ErrorCode.Deadline,
                StatusCode.InvalidArgument => ErrorCode.Malformed,
                StatusCode.Unimplemented => ErrorCode.Unsupported,
                StatusCode.ResourceExhausted when !HasDetails(exception) => ErrorCode.TooLarge,
                _ => ErrorCode.Unavailable,
            },
            Message = exception.Status.Detail,
            Retryable = exception.StatusCode is not (StatusCode.InvalidArgument or StatusCode.Unimplemented) &&
                (exception.StatusCode != StatusCode.ResourceExhausted || HasDetails(exception)),
        };
    }

    /// <summary>Why a session ended; null when it was lost without a word.</summary>
    public static Goodbye? GoodbyeOf(RpcException exception)
    {
        if (Find(exception, Goodbye.Descriptor.FullName) is { } goodbye)
        {
            return Goodbye.Parser.ParseFrom(goodbye);
        }

        if (Find(exception, Error.Descriptor.FullName) is not { } bytes)
        {
            return null;
        }

        var error = Error.Parser.ParseFrom(bytes);
        return new Goodbye
        {
            Code = error.Code switch
            {
                ErrorCode.Unauthenticated => CloseCode.Unauthenticated,
                ErrorCode.Overloaded => CloseCode.Overloaded,
                ErrorCode.RateLimited => CloseCode.RateLimited,
                ErrorCode.Internal or ErrorCode.Unavailable or ErrorCode.Deadline => CloseCode.GoingAway,
                _ => CloseCode.ProtocolError,
            },
            Reason = error.Message,
            RetryAfterMs = error.RetryAfterMs,
        };
    }

    private static bool HasDetails(RpcException exception) =>
        exception.Trailers.GetValueBytes("grpc-status-details-bin") is not null;

    private static ByteString? Find(RpcException exception, string type)
    {
        ReadOnlySpan<byte> status = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        while (!status.IsEmpty &&
            WireReader.TryReadField(ref status, out int field, out _, out ReadOnlySpan<byte> detail))
        {
            if (field == DetailsField && IsOf(type, detail, out ReadOnlySpan<byte> value))
            {
                return ByteString.CopyFrom(value);
            }
        }

        return null;
    }

    private static bool IsOf(string type, ReadOnlySpan<byte> any, out ReadOnlySpan<byte> value)
    {
        bool isOfType = false;
        value = default;
        while (!any.IsEmpty && WireReader.TryReadField(ref any, out int field, out _, out ReadOnlySpan<byte> content))
        {
            if (field == TypeUrlField)
            {
                isOfType = System.Text.Encoding.UTF8.GetString(content).EndsWith("/" + type, StringComparison.Ordinal);
            }
            else if (field == ValueField)
            {
                value = content;
            }
        }

        return isOfType;
    }
}
