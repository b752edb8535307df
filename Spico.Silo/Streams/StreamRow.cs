using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A stream as it is stored.</summary>
internal sealed class StreamRow
{
    public required long Head { get; init; }

    public required long Ordinal { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z of the last fact.</summary>
    public required long ActiveAt { get; init; }

    /// <summary>Empty once the stream was erased.</summary>
    public required byte[] WrappedKey { get; init; }
}
