using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// A person to add, or whose rights to change. Any member adds, and gives no more than they have; only the
/// administrator changes what a member may read.
/// </summary>
internal sealed class AddMemberCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly NewMemberRights _member;
    private readonly IPeopleStore _people;

    private AddMemberCommand(
        StreamId stream, PersonId author, RequestId request, AddMemberRequest addition, NewMemberRights member,
        IPeopleStore people)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.AddMemberFieldNumber, addition);
        _member = member;
        _people = people;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Finds out whether the patient objects.</summary>
    public Func<ValueTask<Error?>>? Objection { get; set; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, AddMemberRequest request, IPeopleStore people, out AddMemberCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (NewMemberRights.TryRead(request.Member, "member", out NewMemberRights member) is { } invalid)
        {
            return invalid;
        }

        command = new AddMemberCommand(stream, author, id, request, member, people);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        List<PersonId> missing = await _people.FindMissingAsync([_member.Person]);
        return missing.Count == 0
            ? await PracticeClaim.ResolveAsync(_people, [_member.Practice!])
                ?? (Objection is null ? null : await Objection())
            : Refusal.Invalid("member.person", "Only people who are registered.");
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } giver)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (fold.Kind == ConversationKind.Direct)
        {
            return Decision.Refuse(Refusal.WrongState("A direct conversation is between two people."));
        }

        if (fold.MembershipOf(_member.Person) is { } present)
        {
            return ChangeRights(fold, giver, present);
        }

        if (fold.MemberCount >= ConversationState.MembersMax)
        {
            return Decision.Refuse(Refusal.LimitReached("member", ConversationState.MembersMax, "members"));
        }

        if (_member.CheckBasis(fold.Kind, "member") is { } groundless)
        {
            return Decision.Refuse(groundless);
        }

        long seq = fold.Head.Seq + 1;
        StreamAccess access = _member.AccessFrom(giver.Access, seq);
        var began = new ConsequenceRow(
            _stream, seq, StreamId.InboxOf(_member.Person), ConsequenceKind.MembershipBegan, _member.Person);
        var added = Decision.Write(
            [_member.Added(access)],
            [Row(access, seq, fold.Head.Ordinal)],
            fold.Patient is null ? [began] : [began, Newcomers.AskedAbout(_stream, seq, Author)],
            _member.RowsAt(_stream, seq));
        return StructureRequests.Follow(
            added, fold, _stream, _member.Person, (null, _member.Practice?.Practice), access);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        AddMember = new AddMemberResponse { Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq } },
    };

    private Decision ChangeRights(ConversationState fold, Membership giver, Membership present)
    {
        if (_member.Practice!.Practice is { } practice && !practice.Equals(present.Practice))
        {
            return Decision.Refuse(Refusal.Invalid("member.practice", "A member chooses their own."));
        }

        // Who has read something keeps the right to it: "from now" takes nothing away from a member.
        long visibleAfter = present.Access.VisibleAfter;
        var access = new StreamAccess(
            _member.ReadsAll ? Math.Min(visibleAfter, giver.Access.VisibleAfter) : visibleAfter,
            _member.Withheld | giver.Access.Withheld);
        if (access == present.Access)
        {
            return Decision.Unchanged(new Reply { AddMember = new AddMemberResponse() });
        }

        return fold.IsAdministrator(Author) && _member.Person != Author
            ? Decision.Write(
                [_member.WithoutPractice().Added(access)],
                [Row(access, present.Since, present.SinceOrdinal)],
                [])
            : Decision.Refuse(Refusal.NotAccessible());
    }

    private MembershipRow Row(StreamAccess access, long since, long sinceOrdinal) => new()
    {
        Stream = _stream,
        Person = _member.Person,
        Since = since,
        SinceOrdinal = sinceOrdinal,
        Access = access,
        IsMember = true,
    };
}
