using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>A person's membership of a conversation, as the read model that inboxes are listed from.</summary>
internal sealed class MembershipRow
{
    public required StreamId Stream { get; init; }

    public required PersonId Person { get; init; }

    /// <summary>
    /// The fact that added the person. A row with another value begins a new membership: its count of own messages
    /// starts at 0, and a mark before it counts for nothing.
    /// </summary>
    public required long Since { get; init; }

    /// <summary>The ordinal of the last message before the addition: unread counts begin after it.</summary>
    public required long SinceOrdinal { get; init; }

    public required StreamAccess Access { get; init; }

    /// <summary>False removes the row.</summary>
    public required bool IsMember { get; init; }

    /// <summary>In a direct conversation, the other person.</summary>
    public PersonId? Peer { get; init; }
}
