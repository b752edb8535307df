using System.Collections.Immutable;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>
/// A request and what may become of it: open, taken by one, answered, closed. Declined when no addressee is left who
/// would do it, cancelled when whoever asked ends it before an answer.
/// </summary>
internal sealed record OpenCareRequest
{
    /// <summary>The fact that made it: its name.</summary>
    public required long Seq { get; init; }

    /// <summary>The message that says what is asked.</summary>
    public required long Message { get; init; }

    public required PersonId AskedBy { get; init; }

    public required long AskedAt { get; init; }

    public required ImmutableArray<PersonId> Addressees { get; init; }

    public CareRequestState State { get; init; } = CareRequestState.Open;

    /// <summary>The structures whose members are among them, as they travel.</summary>
    public ImmutableArray<ByteString> Structures { get; init; } = [];

    /// <summary>Those of the addressees who were asked by name: they stay whoever they act for.</summary>
    public ImmutableArray<PersonId> Named { get; init; } = [];

    /// <summary>Who has taken or answered it.</summary>
    public PersonId? Owner { get; init; }

    public required long ChangedAt { get; init; }

    /// <summary>The addressees who will not do it.</summary>
    public ImmutableArray<PersonId> Declined { get; init; } = [];

    public bool IsOver => State
        is CareRequestState.Closed or CareRequestState.Declined or CareRequestState.Cancelled;

    /// <summary>Whether it waits for a person to do something.</summary>
    public bool WaitsFor(PersonId person) => State switch
    {
        CareRequestState.Open => Addressees.Contains(person) && !Declined.Contains(person),
        CareRequestState.Taken => Owner == person,
        _ => false,
    };

    /// <summary>Whether nobody is left who might take it.</summary>
    public bool IsNobodysToTake => State == CareRequestState.Open && !Addressees.Any(WaitsFor);

    /// <summary>Whether a person who comes to act for a structure is asked with the others of it.</summary>
    public bool AsksWith(ByteString structure, PersonId person) => IsToBeDone && Structures.Contains(structure)
        && person != AskedBy && !Addressees.Contains(person) && Addressees.Length < CareRequestLimits.Asked;

    /// <summary>Whether a person who acts for a structure no more is not asked any more. Who has it keeps it.</summary>
    public bool AsksNoMore(ByteString structure, PersonId person) => IsToBeDone && Structures.Contains(structure)
        && Addressees.Contains(person) && !Named.Contains(person) && Owner != person;

    private bool IsToBeDone => State is CareRequestState.Open or CareRequestState.Taken;

    /// <summary>The request with another addressee.</summary>
    public OpenCareRequest JoinedBy(PersonId person) => this with { Addressees = Addressees.Add(person) };

    /// <summary>The request with an addressee less.</summary>
    public OpenCareRequest LeftBy(PersonId person) =>
        this with { Addressees = Addressees.Remove(person), Declined = Declined.Remove(person) };

    /// <summary>Whether a person may make a move.</summary>
    /// <param name="move">What they would do.</param>
    /// <param name="person">Who.</param>
    /// <param name="isOwnerHere">Whether whoever has it is still a member: what the departed held is free.</param>
    public CareRequestVerdict Judge(CareRequestMove move, PersonId person, bool isOwnerHere)
    {
        if (move == CareRequestMove.Close)
        {
            return person == AskedBy || (State == CareRequestState.Answered && person == Owner)
                ? CareRequestVerdict.Allowed
                : CareRequestVerdict.NotTheirs;
        }

        if (!Addressees.Contains(person))
        {
            return CareRequestVerdict.NotTheirs;
        }

        if (Owner is not null && Owner != person && isOwnerHere)
        {
            return CareRequestVerdict.HeldByAnother;
        }

        bool isAlready = move == CareRequestMove.Take ? State == CareRequestState.Taken && Owner == person
            : move == CareRequestMove.Decline && Declined.Contains(person);
        return isAlready ? CareRequestVerdict.Already
            : State is CareRequestState.Open or CareRequestState.Taken ? CareRequestVerdict.Allowed
            : CareRequestVerdict.TooLate;
    }

    /// <summary>The request after a move that is allowed.</summary>
    public OpenCareRequest After(CareRequestMove move, PersonId person, long at) => move switch
    {
        CareRequestMove.Take => OwnedBy(person, CareRequestState.Taken, at),
        CareRequestMove.Answer => OwnedBy(person, CareRequestState.Answered, at),
        CareRequestMove.Close => this with
        {
            State = State == CareRequestState.Answered ? CareRequestState.Closed : CareRequestState.Cancelled,
            ChangedAt = at,
        },
        _ => Without(person, at),
    };

    /// <summary>The request as it is told and kept.</summary>
    public CareRequest ToMessage() => new()
    {
        Request = (ulong)Seq,
        Message = (ulong)Message,
        AskedBy = AskedBy.ToByteString(),
        AskedAt = AskedAt,
        Addressees = { Addressees.Select(person => person.ToByteString()) },
        State = State,
        Owner = Owner?.ToByteString() ?? ByteString.Empty,
        ChangedAt = ChangedAt,
        Declined = { Declined.Select(person => person.ToByteString()) },
        Structures = { Structures },
        Named = { Named.Select(person => person.ToByteString()) },
    };

    /// <summary>The request of a message made here.</summary>
    public static OpenCareRequest Of(CareRequest message) => new()
    {
        Seq = (long)message.Request,
        Message = (long)message.Message,
        AskedBy = PersonOf(message.AskedBy),
        AskedAt = message.AskedAt,
        Addressees = [.. message.Addressees.Select(PersonOf)],
        State = message.State,
        Owner = message.Owner.IsEmpty ? null : PersonOf(message.Owner),
        ChangedAt = message.ChangedAt,
        Declined = [.. message.Declined.Select(PersonOf)],
        Structures = [.. message.Structures],
        Named = [.. message.Named.Select(PersonOf)],
    };

    /// <summary>A person of a fact that was checked when it was written.</summary>
    public static PersonId PersonOf(ByteString bytes) =>
        PersonId.TryFrom(bytes, out PersonId person) ? person : default;

    // Who declined may think better of it.
    private OpenCareRequest OwnedBy(PersonId person, CareRequestState state, long at) => this with
    {
        State = state,
        Owner = person,
        Declined = Declined.Remove(person),
        ChangedAt = at,
    };

    private OpenCareRequest Without(PersonId person, long at)
    {
        ImmutableArray<PersonId> declined = Declined.Add(person);
        bool isAnybodyLeft = Addressees.Any(addressee => !declined.Contains(addressee));
        return this with
        {
            Declined = declined,
            State = isAnybodyLeft ? CareRequestState.Open : CareRequestState.Declined,
            Owner = null,
            ChangedAt = at,
        };
    }
}
