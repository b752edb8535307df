using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Where a member's unread messages begin, and the numbers that make a count out of it.</summary>
/// <param name="After">The last fact before them.</param>
/// <param name="Ordinal">The messages up to it.</param>
/// <param name="Own">The member's own among them, since they joined.</param>
internal readonly record struct UnreadPlace(long After, long Ordinal, long Own)
{
    /// <summary>After what was read, or earlier where the member marked something as unread.</summary>
    public static UnreadPlace Of(MarkRow mark) =>
        mark.UnreadFrom > 0 && mark.UnreadFrom <= mark.ReadUpTo
            ? new UnreadPlace(mark.UnreadFrom - 1, mark.UnreadOrdinal, mark.UnreadOwn)
            : new UnreadPlace(mark.ReadUpTo, mark.ReadOrdinal, mark.ReadOwn);
}
