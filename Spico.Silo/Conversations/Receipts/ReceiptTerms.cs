using Spico.Protocol.V1;

namespace Spico.Silo.Conversations.Receipts;

/// <summary>Who sees how far the members of a conversation are, and from where on.</summary>
/// <param name="Policy">Who.</param>
/// <param name="Since">The fact that set it: nothing is told of what was received or read before.</param>
internal readonly record struct ReceiptTerms(ReceiptPolicy Policy, long Since)
{
    /// <summary>
    /// Members of a conversation, at most, for receipts to be told: everybody moves, and everybody is told.
    /// </summary>
    public const int MembersMax = 100;

    /// <summary>What may be told of a person; null when they are nowhere yet, or are no member.</summary>
    public MemberReceipt? Tell(ConversationState fold, MemberPlace place)
    {
        if (fold.MembershipOf(place.Person) is not { } member)
        {
            return null;
        }

        // A mark stands at the addition before anything is read, and may be of an earlier membership.
        long from = Math.Max(Since, member.Since);
        long delivered = Math.Max(place.DeliveredUpTo, place.ReadUpTo);
        return delivered <= from ? null : new MemberReceipt
        {
            Person = place.Person.ToByteString(),
            DeliveredUpTo = (ulong)delivered,
            ReadUpTo = place.ReadUpTo <= from ? 0 : (ulong)place.ReadUpTo,
        };
    }
}
