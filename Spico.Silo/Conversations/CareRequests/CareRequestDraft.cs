using System.Collections.Immutable;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>A request to make, its fields checked: of a message that is there, or together with a new one.</summary>
internal sealed class CareRequestDraft
{
    private readonly StreamId _stream;
    private readonly PersonId _author;
    private readonly NewCareRequest _asked;
    private readonly string _field;
    private readonly long _now;

    private CareRequestDraft(
        StreamId stream, PersonId author, NewCareRequest asked, string field, long now)
    {
        _stream = stream;
        _author = author;
        _asked = asked;
        _field = field;
        _now = now;
    }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        NewCareRequest asked,
        string field,
        long now,
        out CareRequestDraft? draft)
    {
        draft = null;
        if (asked.Addressees.Count + asked.Structures.Count == 0)
        {
            return Refusal.Invalid($"{field}addressees", "At least one, or a structure.");
        }

        if (asked.Addressees.Count > CareRequestLimits.Addressees)
        {
            return Refusal.TooLarge($"{field}addressees", CareRequestLimits.Addressees, "addressees");
        }

        if (asked.Structures.Count > CareRequestLimits.Structures)
        {
            return Refusal.TooLarge($"{field}structures", CareRequestLimits.Structures, "structures");
        }

        var seen = new HashSet<Guid> { author.Value };
        if (!asked.Addressees.All(bytes => PersonId.TryFrom(bytes, out PersonId person) && seen.Add(person.Value)))
        {
            return Refusal.Invalid(
                $"{field}addressees", "16 bytes each, each person once, the caller not among them.");
        }

        if (!asked.Structures.All(bytes => StructureId.TryFrom(bytes, out StructureId id) && seen.Add(id.Value)))
        {
            return Refusal.Invalid($"{field}structures", "16 bytes each, each once.");
        }

        draft = new CareRequestDraft(stream, author, asked, field, now);
        return null;
    }

    /// <summary>Whether it may be made of a message; null when it may.</summary>
    /// <param name="fold">The state it is decided in.</param>
    /// <param name="canRead">Whether somebody with these rights may read the message.</param>
    /// <param name="asked">Whom it asks, those of the structures among them.</param>
    public Error? Check(
        ConversationState fold, Func<StreamAccess, bool> canRead, out ImmutableArray<PersonId> asked)
    {
        asked = [];
        if (fold.CareRequests.Count >= CareRequestLimits.Open)
        {
            return Refusal.LimitReached("request", CareRequestLimits.Open, "open requests");
        }

        PersonId[] named = [.. _asked.Addressees.Select(OpenCareRequest.PersonOf)];
        foreach (PersonId addressee in named)
        {
            if (fold.MembershipOf(addressee) is not { } member || !canRead(member.Access))
            {
                return Refusal.Invalid($"{_field}addressees", "Only members who may read the message.");
            }
        }

        IEnumerable<PersonId> ofStructures = _asked.Structures.SelectMany(fold.ActingFor)
            .Where(member => member.Key != _author && canRead(member.Value.Access)).Select(member => member.Key);
        asked = [.. named.Concat(ofStructures).Distinct()];
        return asked.Length switch
        {
            0 => Refusal.Invalid($"{_field}structures", "Only structures that a member acts for."),
            > CareRequestLimits.Asked => Refusal.TooLarge($"{_field}structures", CareRequestLimits.Asked, "people"),
            _ => null,
        };
    }

    /// <summary>The fact that makes it, with what follows: the addressees are told, and it is listed.</summary>
    public (FactDraft Fact, ConsequenceRow[] Consequences, RowChange[] Rows) Make(
        ImmutableArray<PersonId> asked, long message, long seq)
    {
        var request = new OpenCareRequest
        {
            Seq = seq,
            Message = message,
            AskedBy = _author,
            AskedAt = _now,
            Addressees = asked,
            ChangedAt = _now,
        };
        var made = new CareRequestMade
        {
            Message = (ulong)message,
            Addressees = { asked.Select(person => person.ToByteString()) },
            Structures = { _asked.Structures },
            Named = { _asked.Addressees },
        };
        return (
            new FactDraft(new Fact { CareRequestMade = made }),
            [
                .. asked.Select(
                    person => ConsequenceRow.Notify(_stream, seq, person, NotificationKind.Request)),
            ],
            CareRequestRows.Of(_stream, request));
    }
}
