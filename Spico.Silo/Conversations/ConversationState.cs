using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Conversations.Receipts;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// What a conversation comes to: its kind and title, who is in it with which rights, and how much each has posted.
/// Bounded: members have a limit, the departed beyond a limit are forgotten, and so are messages but the last few.
/// </summary>
internal sealed class ConversationState : IStreamFold<ConversationState>
{
    /// <summary>People in a conversation, at most.</summary>
    public const int MembersMax = 5_000;

    /// <summary>People who left and may still read what was before: the earliest are forgotten first.</summary>
    public const int DepartedMax = 5_000;

    private const int RecentMessagesMax = 256;
    private const int RecentChangesMax = 1024;

    private readonly Dictionary<PersonId, Membership> _members = [];
    private readonly Dictionary<PersonId, ReadRight> _departed = [];
    private readonly Queue<(PersonId Person, long Until)> _departures = new();
    private readonly RecentMessages _messages = new(RecentMessagesMax);
    private readonly RecentChanges _changes = new(RecentChangesMax);
    private Member[]? _list;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>Whether the conversation was created.</summary>
    public bool Exists => Head.Seq > 0;

    /// <summary>What it is.</summary>
    public ConversationKind Kind { get; private set; }

    /// <summary>The title; empty in a direct conversation.</summary>
    public string Title { get; private set; } = string.Empty;

    /// <summary>The patient whom it is about: said at the creation, and never again.</summary>
    public Patient? Patient { get; private set; }

    /// <summary>Who created it.</summary>
    public PersonId Creator { get; private set; }

    /// <summary>Who sees how far the members are.</summary>
    public ReceiptTerms Receipts { get; private set; }

    /// <summary>Whether anybody is told just now how far the members are.</summary>
    public bool TellsReceipts =>
        Receipts.Policy != ReceiptPolicy.Unspecified && _members.Count <= ReceiptTerms.MembersMax;

    /// <summary>What must not wait.</summary>
    public OpenUrgencies Urgencies { get; } = new();

    /// <summary>What members ask of each other.</summary>
    public OpenCareRequests CareRequests { get; } = new();

    /// <summary>How many people are in it.</summary>
    public int MemberCount => _members.Count;

    /// <summary>The present members, in no particular order.</summary>
    public IReadOnlyDictionary<PersonId, Membership> Members => _members;

    /// <summary>Those who left and are remembered, the earliest first.</summary>
    public IEnumerable<(PersonId Person, ReadRight Right)> Departed =>
        _departures.Where(IsRemembered).Select(departure => (departure.Person, _departed[departure.Person]));

    public static ConversationState Empty(StreamId stream) => new();

    public static ConversationState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot) =>
        ConversationSnapshot.Read(snapshot);

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind != Fact.BodyOneofCase.MessagePosted;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => body.BodyCase switch
    {
        Fact.BodyOneofCase.MemberAdded =>
            new AccessChange(PersonOf(body.MemberAdded.Person), AccessOf(body.MemberAdded)),
        Fact.BodyOneofCase.MemberRemoved => new AccessChange(PersonOf(body.MemberRemoved.Person), null),
        Fact.BodyOneofCase.MemberLeft => new AccessChange(author, null),
        _ => null,
    };

    public static long AboutOf(Fact body) => body.BodyCase switch
    {
        Fact.BodyOneofCase.MessageEdited => (long)body.MessageEdited.Message,
        Fact.BodyOneofCase.MessageRetracted => (long)body.MessageRetracted.Message,
        Fact.BodyOneofCase.MessageReacted => (long)body.MessageReacted.Message,
        Fact.BodyOneofCase.MessageFiled => (long)body.MessageFiled.Message,
        _ => 0,
    };

    /// <summary>A state as a snapshot kept it.</summary>
    public static ConversationState Restore(
        in StreamHead head,
        ConversationKind kind,
        string title,
        Patient? patient,
        (PersonId Person, ReceiptTerms Receipts) creator,
        IEnumerable<(PersonId Person, Membership Membership)> members,
        IEnumerable<(PersonId Person, ReadRight Right)> departed)
    {
        var state = new ConversationState
        {
            Head = head,
            Kind = kind,
            Title = title,
            Patient = patient,
            Creator = creator.Person,
            Receipts = creator.Receipts,
        };
        state._messages.StartAfter(head.Seq);
        state._changes.StartAfter(head.Seq);
        foreach ((PersonId person, Membership membership) in members)
        {
            state._members.Add(person, membership);
        }

        foreach ((PersonId person, ReadRight right) in departed)
        {
            state.Remember(person, right);
        }

        return state;
    }

    public void Apply(in StreamFact fact)
    {
        long ordinalBefore = Head.Ordinal;
        Head = fact.Head;
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.MessagePosted:
                _messages.Add(fact.Head.Seq, fact.Author);
                if (_members.TryGetValue(fact.Author, out Membership? author))
                {
                    author.Posted++;
                }

                break;
            case Fact.BodyOneofCase.ConversationCreated:
                Kind = fact.Body!.ConversationCreated.Kind;
                Title = fact.Body.ConversationCreated.Title;
                Patient = fact.Body.ConversationCreated.Patient;
                Creator = fact.Author;
                Receipts = new ReceiptTerms(fact.Body.ConversationCreated.Receipts, fact.Head.Seq);
                break;
            case Fact.BodyOneofCase.MemberAdded:
                Add(fact.Body!.MemberAdded, fact.Head.Seq, ordinalBefore);
                break;
            case Fact.BodyOneofCase.MemberRemoved:
                End(PersonOf(fact.Body!.MemberRemoved.Person), fact.Head.Seq);
                break;
            case Fact.BodyOneofCase.MemberLeft:
                End(fact.Author, fact.Head.Seq);
                break;
            case Fact.BodyOneofCase.MemberRoleSet:
                SetRole(fact.Body!.MemberRoleSet);
                break;
            case Fact.BodyOneofCase.ReceiptsSet:
                Receipts = new ReceiptTerms(fact.Body!.ReceiptsSet.Policy, fact.Head.Seq);
                break;
            case Fact.BodyOneofCase.PracticeSet:
                SetPractice(fact.Author, fact.Body!.PracticeSet.Practice);
                break;
            case Fact.BodyOneofCase.MessageEdited or Fact.BodyOneofCase.MessageRetracted:
                _changes.Add(AboutOf(fact.Body!), default, fact.Head.Seq);
                break;
            case Fact.BodyOneofCase.MessageReacted:
                _changes.Add(AboutOf(fact.Body!), fact.Author, fact.Head.Seq);
                break;
            default:
                Urgencies.Apply(fact);
                CareRequests.Apply(fact);
                break;
        }
    }

    /// <summary>The present membership of a person, or null.</summary>
    public Membership? MembershipOf(PersonId person) => _members.GetValueOrDefault(person);

    /// <summary>Whether a person may remove others: whoever created a group, while in it.</summary>
    public bool IsAdministrator(PersonId person) => person == Creator && _members.ContainsKey(person);

    /// <summary>Whether a member may post: anybody, but in a community.</summary>
    public bool MayPost(PersonId person, Membership member) =>
        Kind != ConversationKind.Community || member.Role != MemberRole.Unspecified || person == Creator;

    /// <summary>Whether a member may take back what others posted: some in a community.</summary>
    public bool MayModerate(PersonId person, Membership member) =>
        Kind == ConversationKind.Community && (member.Role == MemberRole.Moderator || person == Creator);

    /// <summary>The members who act for a structure.</summary>
    public IEnumerable<KeyValuePair<PersonId, Membership>> ActingFor(ByteString structure) =>
        _members.Where(member => member.Value.Practice is { } practice && practice.Structure == structure);

    /// <summary>The present members, but for one, who were members before a fact.</summary>
    public PersonId[] MembersBefore(long seq, PersonId except) =>
        [.. _members.Where(member => member.Value.Since < seq && member.Key != except).Select(member => member.Key)];

    /// <summary>The members whom a step of an escalation names by their structure or function.</summary>
    public IEnumerable<PersonId> NamedBy(EscalationStep step)
    {
        HashSet<string> functions = [.. step.Functions.Select(Folded)];
        return _members.Where(member => member.Value.Practice is { } practice
                && (step.Structures.Contains(practice.Structure) || functions.Contains(Folded(practice.Function))))
            .Select(member => member.Key);

        static string Folded(string function) => string.Join(' ', NameFolding.WordsOf(function));
    }

    public ReadRight? RightOf(PersonId person)
    {
        if (_members.TryGetValue(person, out Membership? membership))
        {
            return new ReadRight(membership.Access, long.MaxValue);
        }

        return _departed.TryGetValue(person, out ReadRight right) ? right : null;
    }

    /// <summary>
    /// Counts the messages after a recent place, and a member's own among them; false when it is too long ago.
    /// </summary>
    public bool TryCountAfter(long seq, PersonId member, out long messages, out long own) =>
        _messages.TryCountAfter(seq, member, out messages, out own);

    /// <summary>
    /// Whether no fact after this number edited or retracted a message; or, with a person, changed their reaction.
    /// False when that is too long ago to say.
    /// </summary>
    public bool IsUnchangedSince(long seq, long message, PersonId person = default) =>
        _changes.IsUnchangedSince(seq, message, person);

    /// <summary>The members in the order they joined. Made once for all who ask until the next change.</summary>
    public IReadOnlyList<Member> ListMembers() =>
        _list ??= [.. _members.OrderBy(entry => entry.Value.Since).Select(entry => ToMessage(entry.Key, entry.Value))];

    public byte[] ToSnapshot() => ConversationSnapshot.Write(this);

    private static PersonId PersonOf(ByteString bytes) =>
        PersonId.TryFrom(bytes, out PersonId person) ? person : default;

    private static StreamAccess AccessOf(MemberAdded added)
    {
        uint withheld = WithheldClasses.Of(added.Withheld);
        return added.VisibleAfter == 0 && withheld == 0
            ? StreamAccess.All
            : new StreamAccess((long)added.VisibleAfter, withheld);
    }

    private static Member ToMessage(PersonId person, Membership membership) => new()
    {
        Person = person.ToByteString(),
        Since = (ulong)membership.Since,
        VisibleAfter = (ulong)membership.Access.VisibleAfter,
        Withheld = { WithheldClasses.In(membership.Access.Withheld) },
        Role = membership.Role,
        Practice = membership.Practice,
    };

    private void Add(MemberAdded added, long seq, long ordinalBefore)
    {
        PersonId person = PersonOf(added.Person);
        _list = null;
        _departed.Remove(person);
        if (_members.TryGetValue(person, out Membership? present))
        {
            present.Access = AccessOf(added);
            return;
        }

        _members.Add(person, new Membership
        {
            Since = seq,
            SinceOrdinal = ordinalBefore,
            Access = AccessOf(added),
            Practice = added.Practice,
        });
    }

    private void End(PersonId person, long seq)
    {
        if (_members.Remove(person, out Membership? ended))
        {
            _list = null;
            Remember(person, new ReadRight(ended.Access, seq));
        }
    }

    private void SetRole(MemberRoleSet set)
    {
        if (_members.TryGetValue(PersonOf(set.Person), out Membership? member))
        {
            member.Role = set.Role;
            _list = null;
        }
    }

    private void SetPractice(PersonId person, PracticeSituation? practice)
    {
        if (_members.TryGetValue(person, out Membership? member))
        {
            member.Practice = practice;
            _list = null;
        }
    }

    private void Remember(PersonId person, ReadRight right)
    {
        _departed[person] = right;
        _departures.Enqueue((person, right.Until));
        if (_departures.Count > DepartedMax)
        {
            (PersonId Person, long Until) earliest = _departures.Dequeue();
            if (IsRemembered(earliest))
            {
                _departed.Remove(earliest.Person);
            }
        }
    }

    private bool IsRemembered((PersonId Person, long Until) departure) =>
        _departed.TryGetValue(departure.Person, out ReadRight right) && right.Until == departure.Until;
}
