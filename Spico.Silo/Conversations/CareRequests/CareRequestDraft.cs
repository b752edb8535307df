using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>A request to make, its fields checked: of a message that is there, or together with a new one.</summary>
internal sealed class CareRequestDraft
{
    private readonly StreamId _stream;
    private readonly PersonId _author;
    private readonly ImmutableArray<PersonId> _addressees;
    private readonly string _field;
    private readonly long _now;

    private CareRequestDraft(
        StreamId stream, PersonId author, ImmutableArray<PersonId> addressees, string field, long now)
    {
        _stream = stream;
        _author = author;
        _addressees = addressees;
        _field = field;
        _now = now;
    }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        RepeatedField<ByteString> addressees,
        string field,
        long now,
        out CareRequestDraft? draft)
    {
        draft = null;
        if (addressees.Count == 0)
        {
            return Refusal.Invalid(field, "At least one.");
        }

        if (addressees.Count > CareRequestLimits.Addressees)
        {
            return Refusal.TooLarge(field, CareRequestLimits.Addressees, "addressees");
        }

        var seen = new HashSet<PersonId> { author };
        foreach (ByteString bytes in addressees)
        {
            if (!PersonId.TryFrom(bytes, out PersonId person) || !seen.Add(person))
            {
                return Refusal.Invalid(field, "16 bytes each, each person once, the caller not among them.");
            }
        }

        draft = new CareRequestDraft(
            stream, author, [.. addressees.Select(OpenCareRequest.PersonOf)], field, now);
        return null;
    }

    /// <summary>Whether it may be made of a message; null when it may.</summary>
    /// <param name="fold">The state it is decided in.</param>
    /// <param name="canRead">Whether somebody with these rights may read the message.</param>
    public Error? Check(ConversationState fold, Func<StreamAccess, bool> canRead)
    {
        if (fold.CareRequests.Count >= CareRequestLimits.Open)
        {
            return Refusal.LimitReached("request", CareRequestLimits.Open, "open requests");
        }

        foreach (PersonId addressee in _addressees)
        {
            if (fold.MembershipOf(addressee) is not { } member || !canRead(member.Access))
            {
                return Refusal.Invalid(_field, "Only members who may read the message.");
            }
        }

        return null;
    }

    /// <summary>The fact that makes it, with what follows: the addressees are told, and it is listed.</summary>
    public (FactDraft Fact, ConsequenceRow[] Consequences, RowChange[] Rows) Make(long message, long seq)
    {
        var request = new OpenCareRequest
        {
            Seq = seq,
            Message = message,
            AskedBy = _author,
            AskedAt = _now,
            Addressees = _addressees,
            ChangedAt = _now,
        };
        var made = new CareRequestMade
        {
            Message = (ulong)message,
            Addressees = { _addressees.Select(person => person.ToByteString()) },
        };
        return (
            new FactDraft(new Fact { CareRequestMade = made }),
            [
                .. _addressees.Select(
                    person => ConsequenceRow.Notify(_stream, seq, person, NotificationKind.Request)),
            ],
            CareRequestRows.Of(_stream, request));
    }
}
