using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>What is stored once, with the first fact of a stream.</summary>
internal sealed class StreamOpening
{
    /// <summary>The stream's key, wrapped by the master key.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>For lists: the kind of conversation; unspecified for any other stream.</summary>
    public ConversationKind ConversationKind { get; init; }

    /// <summary>For lists: the title, sealed under the stream's key; empty for any other stream.</summary>
    public byte[] SealedTitle { get; init; } = [];
}
