using Spico.Protocol;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// Messages of a conversation that lie beside each other, as the index keeps them. Of one conversation the segments
/// leave nothing out from its first message to the last that is indexed.
/// </summary>
internal sealed record SegmentRow
{
    public required StreamId Stream { get; init; }

    /// <summary>The first message.</summary>
    public required long First { get; init; }

    /// <summary>The last message.</summary>
    public required long Last { get; init; }

    /// <summary>The ordinal of the last message: so many of the conversation are indexed.</summary>
    public long Ordinal { get; init; }

    /// <summary>How many messages it holds, those that were retracted included.</summary>
    public long Messages { get; init; }

    /// <summary>When the first was posted.</summary>
    public long FirstAt { get; init; }

    /// <summary>When the last was posted.</summary>
    public long LastAt { get; init; }

    /// <summary>The bytes of the sealed messages; 0: one of them changed, and they are to be sealed again.</summary>
    public long Length { get; init; }

    /// <summary>The sealed messages, when they were read.</summary>
    public byte[] Sealed { get; init; } = [];
}
