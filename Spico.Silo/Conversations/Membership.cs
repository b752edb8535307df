using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A person's present membership.</summary>
internal sealed class Membership
{
    /// <summary>The fact that began it.</summary>
    public required long Since { get; init; }

    /// <summary>The number of messages before it: unread counts begin there.</summary>
    public required long SinceOrdinal { get; init; }

    public required StreamAccess Access { get; set; }

    /// <summary>What the person may do in a community.</summary>
    public MemberRole Role { get; set; }

    /// <summary>In which practice situation the person acts; null for none in particular.</summary>
    public PracticeSituation? Practice { get; set; }

    /// <summary>The messages the person posted since it began.</summary>
    public long Posted { get; set; }
}
