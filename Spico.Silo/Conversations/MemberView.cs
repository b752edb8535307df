using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A conversation as one member meets it at a head: copied, because the state moves on.</summary>
internal readonly record struct MemberView(
    StreamHead Head, long Since, long SinceOrdinal, long Posted, StreamAccess Access)
{
    /// <summary>The view of a member.</summary>
    public static MemberView Of(ConversationState fold, Membership member) =>
        new(fold.Head, member.Since, member.SinceOrdinal, member.Posted, member.Access);
}
