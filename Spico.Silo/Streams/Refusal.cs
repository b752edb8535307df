using System.Globalization;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Streams;

/// <summary>The refusals of streams. They name fields and limits, and never echo a value.</summary>
internal static class Refusal
{
    private const uint RetryAfterMilliseconds = 1000;

    /// <summary>It does not exist, or the caller may not: the two answer alike.</summary>
    public static Error NotAccessible(string field = "") => new()
    {
        Code = ErrorCode.NotAccessible,
        Message = "This does not exist, or it is not yours to use.",
        Field = field,
    };

    /// <summary>A field has a value it cannot have.</summary>
    public static Error Invalid(string field, string message, long limit = 0) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = message,
        Field = field,
        Limit = (ulong)limit,
    };

    /// <summary>A field is too large.</summary>
    public static Error TooLarge(string field, long limit, string unit) => new()
    {
        Code = ErrorCode.TooLarge,
        Message = $"At most {limit} {unit}.",
        Field = field,
        Limit = (ulong)limit,
    };

    /// <summary>There may not be more.</summary>
    public static Error LimitReached(string field, long limit, string unit) => new()
    {
        Code = ErrorCode.LimitReached,
        Message = $"There may be at most {limit} {unit}.",
        Field = field,
        Limit = (ulong)limit,
    };

    /// <summary>The command does not fit the state.</summary>
    public static Error WrongState(string message) => new() { Code = ErrorCode.WrongState, Message = message };

    /// <summary>A legal hold keeps it.</summary>
    public static Error Held() => WrongState("A legal hold is on the stream, or on one that tells of it.");

    /// <summary>Somebody else has it.</summary>
    public static Error Taken(PersonId by) => new()
    {
        Code = ErrorCode.Taken,
        Message = "Somebody else has it.",
        Person = by.ToByteString(),
    };

    /// <summary>No ground of the law holds until something is done.</summary>
    public static Error GroundMissing(LegalStep step, ByteString? objection = null) => new()
    {
        Code = ErrorCode.GroundMissing,
        Message = objection is null
            ? "No ground of the law holds yet: something is to be done first."
            : "The patient objects.",
        Step = step,
        Objection = objection ?? ByteString.Empty,
    };

    /// <summary>It was erased, by order: that is told to who asks for it, and nothing else.</summary>
    public static Error Erased(long at) => new()
    {
        Code = ErrorCode.Erased,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"Erased on {DateTimeOffset.FromUnixTimeMilliseconds(at):yyyy-MM-dd}, by order of the region."),
        ErasedAt = at,
    };

    /// <summary>Whether a consequence is owed no more: it was carried out, or what it was for is erased.</summary>
    public static bool IsSettled(Reply reply) => reply.Error is null or { Code: ErrorCode.Erased };

    /// <summary>Whether something was erased, or purged: asking again is of no use.</summary>
    public static bool IsGone(Error? refusal) => refusal is { Code: ErrorCode.Erased or ErrorCode.NotAccessible };

    /// <summary>The request id was used before with another body.</summary>
    public static Error IdReused() => new()
    {
        Code = ErrorCode.IdReused,
        Message = "This request id was used before with another body.",
        Field = "request_id",
    };

    /// <summary>Too much is waiting.</summary>
    public static Error Overloaded(long limit) => new()
    {
        Code = ErrorCode.Overloaded,
        Message = "More is waiting here than can be taken.",
        Retryable = true,
        RetryAfterMs = RetryAfterMilliseconds,
        Limit = (ulong)limit,
    };

    /// <summary>The store cannot be reached, or the outcome is not known.</summary>
    public static Error Unavailable() => new()
    {
        Code = ErrorCode.Unavailable,
        Message = "The store does not answer; send the same request again.",
        Retryable = true,
        RetryAfterMs = RetryAfterMilliseconds,
    };

    /// <summary>What was fetched for the decision has changed meanwhile.</summary>
    public static Error Overtaken() => new()
    {
        Code = ErrorCode.Unavailable,
        Message = "This changed meanwhile; send the same request again.",
        Retryable = true,
    };

    /// <summary>The disk is full.</summary>
    public static Error StorageFull() => new()
    {
        Code = ErrorCode.StorageFull,
        Message = "The store has no room left; nothing was written.",
        Retryable = true,
        RetryAfterMs = RetryAfterMilliseconds,
    };

    /// <summary>This command is not one of this object.</summary>
    public static Error Unsupported() => new()
    {
        Code = ErrorCode.Unsupported,
        Message = "The server does not know this command here.",
    };

    /// <summary>A defect, found in the server's log.</summary>
    public static Error Internal() => new() { Code = ErrorCode.Internal, Message = "The server failed." };

    /// <summary>What a failure of the store is to a client.</summary>
    public static Error Of(StoreFailure failure) => failure switch
    {
        StoreFailure.StorageFull => StorageFull(),
        StoreFailure.Rejected => Internal(),
        _ => Unavailable(),
    };

    /// <summary>What an append that was not written is to a client.</summary>
    public static Error Of(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.StorageFull => StorageFull(),
        AppendOutcome.Overloaded => Overloaded(0),
        _ => Unavailable(),
    };
}
