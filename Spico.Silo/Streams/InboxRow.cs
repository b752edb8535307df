using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A conversation in its member's inbox.</summary>
internal sealed class InboxRow
{
    public required StreamId Stream { get; init; }

    public required ConversationKind Kind { get; init; }

    public required byte[] WrappedKey { get; init; }

    public required byte[] SealedTitle { get; init; }

    public required PersonId? Peer { get; init; }

    public required long Head { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z of the last fact.</summary>
    public required long ActiveAt { get; init; }

    public required long ReadUpTo { get; init; }

    public required long Unread { get; init; }

    public required StreamAccess Access { get; init; }

    /// <summary>The version of the person's marks; 0: there are none.</summary>
    public long Version { get; init; }

    public MarkFlags Flags { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>As in <see cref="MarkRow"/>.</summary>
    public long UnreadFrom { get; init; }

    public long DueAt { get; init; }

    public byte[] SealedNote { get; init; } = [];

    /// <summary>The open urgencies of the conversation.</summary>
    public long Urgencies { get; init; }

    /// <summary>How many of them nobody has acknowledged.</summary>
    public long UrgenciesUnanswered { get; init; }

    /// <summary>The requests of the conversation that wait for the person.</summary>
    public long RequestsWaiting { get; init; }
}
