namespace Spico.Silo.Streams;

/// <summary>
/// How far a person has read a stream and what else they keep about it for themselves: latest values, not facts.
/// </summary>
internal sealed record MarkRow : LatestValue
{
    /// <summary>The <see cref="ArchivedOrdinal"/> of what is not archived.</summary>
    public const long NotArchived = -1;

    /// <summary>
    /// Everything up to this sequence number is read. Never before the person's addition: by that a mark of an earlier
    /// membership is known.
    /// </summary>
    public required long ReadUpTo { get; init; }

    /// <summary>The number of messages up to it.</summary>
    public required long ReadOrdinal { get; init; }

    /// <summary>
    /// How many of those the person wrote since their last addition: a new membership counts from 0.
    /// </summary>
    public required long ReadOwn { get; init; }

    /// <summary>Some device of the person has received everything up to here, or up to what is read.</summary>
    public long DeliveredUpTo { get; init; }

    public MarkFlags Flags { get; init; }

    /// <summary>
    /// The number of messages when it was archived: a further one brings the conversation back, unless it is muted.
    /// </summary>
    public long ArchivedOrdinal { get; init; } = NotArchived;

    /// <summary>Messages from this sequence number on count as unread, read or not; 0: there is no such mark.</summary>
    public long UnreadFrom { get; init; }

    /// <summary>The number of messages before it.</summary>
    public long UnreadOrdinal { get; init; }

    /// <summary>
    /// As <see cref="ReadOwn"/>, before it: below 0 by those of an earlier membership that come after it.
    /// </summary>
    public long UnreadOwn { get; init; }

    /// <summary>When what is to do is due, in milliseconds since 1970-01-01T00:00:00Z; 0: not said.</summary>
    public long DueAt { get; init; }

    /// <summary>The note of what is to do, sealed under the stream's key; or empty.</summary>
    public byte[] SealedNote { get; init; } = [];

    /// <summary>Whether it is archived when there are so many messages.</summary>
    public bool IsArchivedAt(long ordinal) =>
        ArchivedOrdinal != NotArchived && (Flags.HasFlag(MarkFlags.Muted) || ArchivedOrdinal >= ordinal);
}
