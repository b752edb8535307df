using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>What of a conversation is needed to mark something in it.</summary>
/// <param name="Member">The conversation as the member meets it.</param>
/// <param name="After">The messages after the place to mark, and the member's own, if that is recent.</param>
/// <param name="Cipher">The conversation's key.</param>
/// <param name="KeepsReceipts">Whether others may see how far the member is.</param>
internal sealed record MarksAsked(
    MemberView Member, (long Messages, long Own)? After, StreamCipher Cipher, bool KeepsReceipts)
{
    /// <summary>The question; null for who is no member.</summary>
    public static MarksAsked? Ask(ConversationState fold, StreamCipher? cipher, (PersonId Person, long Place) about)
    {
        if (fold.MembershipOf(about.Person) is not { } member)
        {
            return null;
        }

        bool isRecent = fold.TryCountAfter(about.Place, about.Person, out long messages, out long own);
        return new MarksAsked(
            MemberView.Of(fold, member), isRecent ? (messages, own) : null, cipher!, fold.TellsReceipts);
    }
}
