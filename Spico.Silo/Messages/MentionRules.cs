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

        if (mentions.Structures.Count > MessageLimits.MentionedStructures)
        {
            return Refusal.TooLarge("mentions.structures", MessageLimits.MentionedStructures, "structures");
        }

        var seen = new HashSet<Guid>();
        return !mentions.People.All(bytes => PersonId.TryFrom(bytes, out PersonId person) && seen.Add(person.Value))
                ? Refusal.Invalid("mentions.people", "16 bytes each, each once.")
            : !mentions.Structures.All(bytes => StructureId.TryFrom(bytes, out StructureId id) && seen.Add(id.Value))
                ? Refusal.Invalid("mentions.structures", "16 bytes each, each once.")
            : null;
    }

    /// <summary>
    /// Notifies those named. Everyone is notified as of any message: a row a member would be too much for one.
    /// </summary>
    public static ConsequenceRow[] Notify(
        StreamId stream, ConversationState fold, PersonId author, (Mentions Mentions, DataClass DataClass) message) =>
    [
        .. Named(message.Mentions, fold, message.DataClass).Where(person => person != author)
            .Select(person => ConsequenceRow.Notify(
                stream, fold.Head.Seq + 1, person, NotificationKind.Mention)),
    ];

    /// <summary>
    /// Checks that those named are members from whom the message is not withheld, and that somebody acts for each
    /// structure.
    /// </summary>
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

        return !mentions.Structures.All(structure => fold.ActingFor(structure).Any())
                ? Refusal.Invalid("mentions.structures", "Only structures that a member acts for.")
            : Named(mentions, fold, dataClass).Skip(MessageLimits.Mentions).Any()
                ? Refusal.TooLarge("mentions.structures", MessageLimits.Mentions, "people")
            : null;
    }

    // Of a structure those who may read the message, each person once.
    private static IEnumerable<PersonId> Named(Mentions mentions, ConversationState fold, DataClass dataClass) =>
        mentions.People.Select(bytes => PersonId.TryFrom(bytes, out PersonId person) ? person : default)
            .Concat(mentions.Structures.SelectMany(fold.ActingFor)
                .Where(member => member.Value.Access.CanRead(dataClass))
                .Select(member => member.Key))
            .Distinct();
}
