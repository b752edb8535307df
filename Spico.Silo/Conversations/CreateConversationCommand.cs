using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A conversation to create.</summary>
internal sealed class CreateConversationCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly ConversationKind _kind;
    private readonly string _title;
    private readonly NewMemberRights[] _others;
    private readonly IPeopleStore _people;

    private CreateConversationCommand(
        PersonId author,
        RequestId request,
        CreateConversationRequest creation,
        NewMemberRights[] others,
        IPeopleStore people)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.CreateConversationFieldNumber, creation);
        _stream = StreamId.OpenedBy(StreamKind.Conversation, author, request);
        _kind = creation.Kind;
        _title = creation.Title;
        _others = others;
        _people = people;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _others.Length > 0;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        PersonId author,
        CreateConversationRequest request,
        IPeopleStore people,
        out CreateConversationCommand? command)
    {
        command = null;
        if (ConversationFields.Check(request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (CheckShape(request) is { } misshapen)
        {
            return misshapen;
        }

        var others = new NewMemberRights[request.Members.Count];
        var seen = new HashSet<PersonId> { author };
        for (int i = 0; i < others.Length; i++)
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"members[{i}]");
            if (NewMemberRights.TryRead(request.Members[i], field, out others[i]) is { } invalid)
            {
                return invalid;
            }

            if (!seen.Add(others[i].Person))
            {
                return Refusal.Invalid($"{field}.person", "Each person once, the caller not among them.");
            }
        }

        command = new CreateConversationCommand(author, id, request, others, people);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        List<PersonId> missing = await _people.FindMissingAsync([.. _others.Select(other => other.Person)]);
        return missing.Count == 0 ? null : Refusal.Invalid("members", "Only people who are registered.");
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.Exists)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        var facts = new FactDraft[_others.Length + 2];
        var memberships = new MembershipRow[_others.Length + 1];
        var consequences = new ConsequenceRow[memberships.Length];
        facts[0] = new FactDraft(new Fact
        {
            ConversationCreated = new ConversationCreated { Kind = _kind, Title = _title },
        });
        for (int i = 0; i < memberships.Length; i++)
        {
            NewMemberRights member = i == 0 ? new NewMemberRights(Author, true, 0) : _others[i - 1];
            long seq = i + 2;
            StreamAccess access = member.AccessFrom(StreamAccess.All, seq);
            facts[i + 1] = member.Added(access);
            memberships[i] = new MembershipRow
            {
                Stream = _stream,
                Person = member.Person,
                Since = seq,
                SinceOrdinal = 0,
                Access = access,
                IsMember = true,
                Peer = _kind == ConversationKind.Direct ? (i == 0 ? _others[0].Person : Author) : null,
            };
            consequences[i] = new ConsequenceRow(
                _stream,
                seq,
                StreamId.InboxOf(member.Person),
                i == 0 ? ConsequenceKind.MembershipFounded : ConsequenceKind.MembershipBegan,
                member.Person);
        }

        return Decision.Write(facts, memberships, consequences, _kind, _title);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        CreateConversation = new CreateConversationResponse
        {
            Conversation = _stream.ToByteString(),
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq },
        },
    };

    private static Error? CheckShape(CreateConversationRequest request)
    {
        switch (request.Kind)
        {
            case ConversationKind.Direct when request.Title.Length > 0:
                return Refusal.Invalid("title", "Empty in a direct conversation.");
            case ConversationKind.Direct when request.Members.Count != 1:
                return Refusal.Invalid("members", "Exactly one in a direct conversation.", 1);
            case ConversationKind.Direct:
                return null;
            case ConversationKind.Group when string.IsNullOrWhiteSpace(request.Title):
                return Refusal.Invalid("title", "Not empty in a group.");
            case ConversationKind.Group
                when request.Title.EnumerateRunes().Count() > ConversationLimits.TitleCharacters:
                return Refusal.TooLarge("title", ConversationLimits.TitleCharacters, "characters");
            case ConversationKind.Group when request.Members.Count > ConversationLimits.NewMembers:
                return Refusal.TooLarge("members", ConversationLimits.NewMembers, "members at the creation");
            case ConversationKind.Group:
                return null;
            default:
                return Refusal.Invalid("kind", "Direct or group.");
        }
    }
}
