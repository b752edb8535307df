using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// Those who come into a conversation about a patient. Whether the patient objects is asked before they are added, and
/// once more when they are: an objection recorded in between found them not yet among the members.
/// </summary>
internal static class Newcomers
{
    /// <summary>Asks about those who are members since this fact, or a later one.</summary>
    public static ConsequenceRow AskedAbout(StreamId conversation, long seq, PersonId author) =>
        new(conversation, seq, conversation, ConsequenceKind.ObjectionsHold, author);
}
