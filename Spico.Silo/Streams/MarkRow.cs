using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>How far a person has read a stream: a latest value, not a fact.</summary>
internal sealed class MarkRow
{
    public required StreamId Stream { get; init; }

    public required PersonId Person { get; init; }

    /// <summary>Everything up to this sequence number is read.</summary>
    public required long ReadUpTo { get; init; }

    /// <summary>The number of messages up to it.</summary>
    public required long ReadOrdinal { get; init; }

    /// <summary>How many of those the person wrote since their last addition: a new membership counts from 0.</summary>
    public required long ReadOwn { get; init; }

    /// <summary>Rises with every change; a row is replaced only by a higher version.</summary>
    public required long Version { get; init; }
}
