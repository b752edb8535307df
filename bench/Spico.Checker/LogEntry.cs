using System.Text.Json.Serialization;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Checker;

/// <summary>A fact of a conversation as the log holds it at the end, read by somebody who may read all of it.</summary>
public sealed record LogEntry
{
    /// <summary>The position.</summary>
    public required long Seq { get; init; }

    /// <summary>What it means to the rules.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required LogEntryKind Kind { get; init; }

    /// <summary>Who did it.</summary>
    public Guid Author { get; init; }

    /// <summary>Whose access began or ended.</summary>
    public Guid Person { get; init; }

    /// <summary>In an addition: facts the person may read begin after this position.</summary>
    public long VisibleAfter { get; init; }

    /// <summary>In an addition: the data classes withheld, one bit each.</summary>
    public int Withheld { get; init; }

    /// <summary>The data class.</summary>
    public int DataClass { get; init; }

    /// <summary>The hash of a message's text.</summary>
    public ulong Hash { get; init; }

    /// <summary>Whether the message was taken back: its text was another while it stood.</summary>
    public bool IsRetracted { get; init; }

    /// <summary>The earlier message that a fact is about; 0: none. Who may not read that gets it elided.</summary>
    public long About { get; init; }

    /// <summary>Whether a text with this hash can have been the message's.</summary>
    public bool CanHaveHad(ulong hash) => IsRetracted || Hash == hash;

    /// <summary>What the rules need of a fact.</summary>
    public static LogEntry From(Fact fact)
    {
        PersonId.TryFrom(fact.Author, out PersonId author);
        var entry = new LogEntry
        {
            Seq = (long)fact.Seq,
            Kind = LogEntryKind.Other,
            Author = author.Value,
            DataClass = (int)fact.DataClass,
        };
        return fact.BodyCase switch
        {
            Fact.BodyOneofCase.MessagePosted => entry with
            {
                Kind = LogEntryKind.Message,
                Hash = BodyHash.Of(fact.MessagePosted.Text),
                IsRetracted = fact.MessagePosted.Retracted > 0,
            },
            Fact.BodyOneofCase.MessageEdited => entry with { About = (long)fact.MessageEdited.Message },
            Fact.BodyOneofCase.MessageRetracted => entry with { About = (long)fact.MessageRetracted.Message },
            Fact.BodyOneofCase.MessageReacted => entry with { About = (long)fact.MessageReacted.Message },
            Fact.BodyOneofCase.MemberAdded => entry with
            {
                Kind = LogEntryKind.MemberAdded,
                Person = IdOf(fact.MemberAdded.Person),
                VisibleAfter = (long)fact.MemberAdded.VisibleAfter,
                Withheld = fact.MemberAdded.Withheld.Aggregate(0, (bits, withheld) => bits | (1 << (int)withheld)),
            },
            Fact.BodyOneofCase.MemberRemoved => entry with
            {
                Kind = LogEntryKind.MemberEnded,
                Person = IdOf(fact.MemberRemoved.Person),
            },
            Fact.BodyOneofCase.MemberLeft => entry with { Kind = LogEntryKind.MemberEnded, Person = author.Value },
            _ => entry,
        };
    }

    private static Guid IdOf(Google.Protobuf.ByteString id) =>
        PersonId.TryFrom(id, out PersonId person) ? person.Value : default;
}
