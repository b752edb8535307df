using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>What a member of a community may do there, said by its administrator.</summary>
internal sealed class SetMemberRoleCommand : IStreamCommand<ConversationState>
{
    private readonly PersonId _person;
    private readonly MemberRole _role;

    private SetMemberRoleCommand(PersonId author, PersonId person, RequestId request, SetMemberRoleRequest asked)
    {
        Author = author;
        _person = person;
        Request = request;
        Hash = RequestHash.Of(Command.SetMemberRoleFieldNumber, asked);
        _role = asked.Role;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, SetMemberRoleRequest request, out SetMemberRoleCommand? command)
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

        if (!Enum.IsDefined(request.Role))
        {
            return Refusal.Invalid("role", "A known role.");
        }

        command = new SetMemberRoleCommand(author, person, id, request);
        return null;
    }

    public Decision Decide(ConversationState fold)
    {
        if (!fold.IsAdministrator(Author))
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (fold.Kind != ConversationKind.Community)
        {
            return Decision.Refuse(Refusal.WrongState("Only the members of a community have roles."));
        }

        if (_person == fold.Creator || fold.MembershipOf(_person) is not { } member)
        {
            return Decision.Refuse(Refusal.Invalid("person", "A member, not the creator."));
        }

        if (member.Role == _role)
        {
            return Decision.Unchanged(new Reply { SetMemberRole = new SetMemberRoleResponse() });
        }

        var set = new MemberRoleSet { Person = _person.ToByteString(), Role = _role };
        return Decision.Write(new FactDraft(new Fact { MemberRoleSet = set }));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetMemberRole = new SetMemberRoleResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
