using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// What a person keeps about a stream: a latest value, not a fact, written by the log's writer in its batches. Of each
/// kind there is one a person and stream.
/// </summary>
internal abstract record LatestValue
{
    public required StreamId Stream { get; init; }

    public required PersonId Person { get; init; }

    /// <summary>Rises with every change; a value is replaced only by a higher version.</summary>
    public required long Version { get; init; }
}
