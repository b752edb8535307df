using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Checks the fields that the requests to a conversation share.</summary>
internal static class ConversationFields
{
    /// <summary>Checks that a request is for this conversation and carries an id; null when all is well.</summary>
    public static Error? Check(StreamId stream, ByteString conversation, ByteString requestId, out RequestId request)
    {
        request = default;
        return Check(stream, conversation) ?? Check(requestId, out request);
    }

    /// <summary>Checks that a request is for this conversation; null when all is well.</summary>
    public static Error? Check(StreamId stream, ByteString conversation) =>
        StreamId.TryFrom(conversation, out StreamId named) && named == stream
            ? null
            : Refusal.Invalid("conversation", "The 16 bytes of a conversation.");

    /// <summary>Checks that a request carries an id; null when all is well.</summary>
    public static Error? Check(ByteString requestId, out RequestId request) =>
        RequestId.TryFrom(requestId, out request) ? null : Refusal.Invalid("request_id", "16 bytes.");
}
