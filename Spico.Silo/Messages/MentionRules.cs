using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>Whom a message may name: people who can read it.</summary>
internal static class MentionRules
{
    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? Check(Mentions? mentions)
    {
        if (mentions is null)
        {
            return null;
        }

        if (mentions.People.Count > MessageLimits.Mentions)
        {
            return Refusal.TooLarge("mentions.people", MessageLimits.Mentions, "people");
        }

        var seen = new HashSet<PersonId>();
        return mentions.People.All(bytes => PersonId.TryFrom(bytes, out PersonId person) && seen.Add(person))
            ? null
            : Refusal.Invalid("mentions.people", "16 bytes each, each once.");
    }

    /// <summary>
    /// Notifies those named. Everyone is notified as of any message: a row a member would be too much for one.
    /// </summary>
    public static ConsequenceRow[] Notify(StreamId stream, long seq, PersonId author, Mentions mentions) =>
    [
        .. mentions.People.Select(bytes => PersonId.TryFrom(bytes, out PersonId person) ? person : author)
            .Where(person => person != author)
            .Select(person => ConsequenceRow.Notify(stream, seq, person, NotificationKind.Mention)),
    ];

    /// <summary>Checks that those named are members from whom the message is not withheld.</summary>
    public static Error? Check(Mentions? mentions, ConversationState fold, DataClass dataClass)
    {
        if (mentions is null)
        {
            return null;
        }

        foreach (ByteString bytes in mentions.People)
        {
            if (!PersonId.TryFrom(bytes, out PersonId person)
                || fold.MembershipOf(person) is not { } member
                || !member.Access.CanRead(dataClass))
            {
                return Refusal.Invalid("mentions.people", "Only members who may read the message.");
            }
        }

        return null;
    }
}
