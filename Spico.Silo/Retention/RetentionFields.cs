using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>Checks what orders to the register hold.</summary>
internal static class RetentionFields
{
    /// <summary>
    /// Checks an order about a stream; null when all is well. Traces are held and purged, and erased by no order.
    /// </summary>
    public static Error? Check(ByteString requestId, ByteString stream, string reason, bool isOfTracesToo = false) =>
        !RequestId.TryFrom(requestId, out _) ? Refusal.Invalid("request_id", "16 bytes.")
        : !StreamId.TryFrom(stream, out StreamId id)
            || !(RetentionClasses.IsErasable(id) || (isOfTracesToo && id.Kind == StreamKind.Trace))
            ? Refusal.Invalid("stream", "The 16 bytes of a stream that is erased.")
        : string.IsNullOrWhiteSpace(reason) ? Refusal.Invalid("reason", "Not empty.")
        : reason.Length > 2 * RetentionLimits.ReasonCharacters
            || reason.EnumerateRunes().Count() > RetentionLimits.ReasonCharacters
            ? Refusal.TooLarge("reason", RetentionLimits.ReasonCharacters, "characters")
        : null;

    /// <summary>Checks how many are asked for; null when all is well.</summary>
    public static Error? CheckLimit(uint limit) => limit > RetentionLimits.PageMax
        ? Refusal.Invalid("limit", $"1 to {RetentionLimits.PageMax}.", RetentionLimits.PageMax)
        : null;
}
