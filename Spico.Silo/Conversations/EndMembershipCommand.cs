using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// A membership to end: one's own; by the administrator, another's; or that of somebody to whom the patient objects.
/// </summary>
internal sealed class EndMembershipCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly PersonId _person;
    private readonly bool _isRemoval;

    private EndMembershipCommand(
        StreamId stream, PersonId author, PersonId person, RequestId request, Guid hash, bool isRemoval)
    {
        _stream = stream;
        Author = author;
        _person = person;
        Request = request;
        Hash = hash;
        _isRemoval = isRemoval;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    private bool IsObjection { get; init; }

    /// <summary>Checks the fields of a removal; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, RemoveMemberRequest request, out EndMembershipCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (!PersonId.TryFrom(request.Person, out PersonId person))
        {
            return Refusal.Invalid("person", "16 bytes.");
        }

        if (person == author)
        {
            return Refusal.Invalid("person", "Not the caller, who leaves instead.");
        }

        Guid hash = RequestHash.Of(Command.RemoveMemberFieldNumber, request);
        command = new EndMembershipCommand(stream, author, person, id, hash, isRemoval: true);
        return null;
    }

    /// <summary>Checks the fields of a departure; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, LeaveConversationRequest request, out EndMembershipCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        Guid hash = RequestHash.Of(Command.LeaveConversationFieldNumber, request);
        command = new EndMembershipCommand(stream, author, author, id, hash, isRemoval: false);
        return null;
    }

    /// <summary>The patient objects to a member, as somebody has recorded in their dossier.</summary>
    public static EndMembershipCommand ByObjection(StreamId stream, PersonId author, PersonId person, Guid id) =>
        new(stream, author, person, RequestId.From(id), id, isRemoval: true) { IsObjection = true };

    public Decision Decide(ConversationState fold)
    {
        if (!IsObjection
            && (fold.MembershipOf(Author) is null || (_isRemoval && !fold.IsAdministrator(Author))))
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (fold.Kind == ConversationKind.Direct)
        {
            return Decision.Refuse(Refusal.WrongState("A direct conversation is between two people."));
        }

        if (fold.MembershipOf(_person) is not { } ended)
        {
            return IsObjection
                ? Decision.Unchanged(new Reply())
                : Decision.Refuse(Refusal.WrongState("The person is not a member."));
        }

        long seq = fold.Head.Seq + 1;
        Fact body = _isRemoval
            ? new Fact
            {
                MemberRemoved = new MemberRemoved { Person = _person.ToByteString(), Objected = IsObjection },
            }
            : new Fact { MemberLeft = new MemberLeft() };
        var written = Decision.Write(
            [new FactDraft(body)],
            [new MembershipRow
            {
                Stream = _stream,
                Person = _person,
                Since = ended.Since,
                SinceOrdinal = ended.SinceOrdinal,
                Access = ended.Access,
                IsMember = false,
            }],
            [new ConsequenceRow(
                _stream, seq, StreamId.InboxOf(_person), ConsequenceKind.MembershipEnded, _person)],
            ended.Practice is null ? [] : [ActingPracticeRows.ChangedAt(_stream, _person, seq)]);
        return StructureRequests.Follow(written, fold, _stream, _person, (ended.Practice, null), ended.Access);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch)
    {
        var position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq };
        return _isRemoval
            ? new Reply { RemoveMember = new RemoveMemberResponse { Position = position } }
            : new Reply { LeaveConversation = new LeaveConversationResponse { Position = position } };
    }
}
