using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>How far a member has read, and the numbers that make an unread count out of it.</summary>
/// <param name="UpTo">The last fact read.</param>
/// <param name="Ordinal">The messages up to it.</param>
/// <param name="Own">The member's own among them, since they joined.</param>
/// <param name="Version">The mark's version; 0: nothing was marked yet.</param>
internal readonly record struct ReadPlace(long UpTo, long Ordinal, long Own, long Version)
{
    /// <summary>
    /// Where a member stands. A mark from an earlier membership counts for nothing: a member begins at their addition.
    /// </summary>
    public static ReadPlace Of(MarkRow? mark, in MemberView member)
    {
        if (mark is null || mark.ReadUpTo < member.Since)
        {
            return new ReadPlace(member.Since, member.SinceOrdinal, 0, mark?.Version ?? 0);
        }

        return new ReadPlace(mark.ReadUpTo, mark.ReadOrdinal, mark.ReadOwn, mark.Version);
    }
}
