using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A conversation to create.</summary>
internal sealed class CreateConversationCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly CreateConversationRequest _creation;
    private readonly NewMemberRights[] _members;
    private readonly IPeopleStore _people;
    private readonly PatientRegister _patients;
    private readonly StreamId? _about;
    private Patient? _patient;

    private CreateConversationCommand(
        PersonId author,
        RequestId request,
        CreateConversationRequest creation,
        NewMemberRights[] members,
        IPeopleStore people,
        PatientRegister patients)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.CreateConversationFieldNumber, creation);
        _stream = StreamId.OpenedBy(StreamKind.Conversation, author, request);
        _creation = creation;
        _members = members;
        _people = people;
        _patients = patients;
        _about = StreamId.TryFrom(creation.Patient, out StreamId patient) ? patient : null;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _members.Length > 1 || _about is not null || _members[0].Practice!.IsMade;

    /// <summary>Finds out whether the patient objects.</summary>
    public Func<ValueTask<Error?>>? Objection { get; set; }

    private IEnumerable<NewMemberRights> Others => _members.Skip(1);

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        PersonId author,
        CreateConversationRequest request,
        IPeopleStore people,
        PatientRegister patients,
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

        if (PracticeClaim.TryRead(author, request.Practice, "practice", out PracticeClaim own) is { } unknown)
        {
            return unknown;
        }

        if (!WithheldClasses.TryRead(request.Withheld, out uint withheld))
        {
            return Refusal.Invalid("withheld", "Only classes that can be withheld.");
        }

        var members = new NewMemberRights[request.Members.Count + 1];
        members[0] = new NewMemberRights(author, true, withheld, LegalBasis.Unspecified, own);
        var seen = new HashSet<PersonId> { author };
        for (int i = 1; i < members.Length; i++)
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"members[{i - 1}]");
            if (NewMemberRights.TryRead(request.Members[i - 1], field, out members[i]) is { } invalid)
            {
                return invalid;
            }

            if (members[i].CheckBasis(request.Kind, field) is { } groundless)
            {
                return groundless;
            }

            if (!seen.Add(members[i].Person))
            {
                return Refusal.Invalid($"{field}.person", "Each person once, the caller not among them.");
            }
        }

        command = new CreateConversationCommand(author, id, request, members, people, patients);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        List<PersonId> missing = await _people.FindMissingAsync([.. Others.Select(other => other.Person)]);
        if (missing.Count > 0)
        {
            return Refusal.Invalid("members", "Only people who are registered.");
        }

        if (await PracticeClaim.ResolveAsync(_people, _members.Select(member => member.Practice!)) is { } notTheirs)
        {
            return notTheirs;
        }

        if (_about is not { } about)
        {
            return null;
        }

        (Error? refusal, _patient, _) = await _patients.FindAsync(about);
        return refusal ?? (_patient is null ? Refusal.NotAccessible("patient") : null)
            ?? (Objection is null ? null : await Objection());
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.Exists)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        var facts = new FactDraft[_members.Length + 1];
        var memberships = new MembershipRow[_members.Length];
        var rows = new List<RowChange>();
        var consequences = new List<ConsequenceRow>();
        var created = new ConversationCreated
        {
            Kind = _creation.Kind,
            Title = _creation.Title,
            Patient = _patient,
            Receipts = _creation.Receipts,
        };
        facts[0] = new FactDraft(new Fact { ConversationCreated = created });
        for (int i = 0; i < memberships.Length; i++)
        {
            NewMemberRights member = _members[i];
            long seq = i + 2;
            rows.AddRange(member.RowsAt(_stream, seq));
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
                Peer = created.Kind == ConversationKind.Direct ? _members[1 - i].Person : null,
            };
            consequences.Add(new ConsequenceRow(
                _stream,
                seq,
                StreamId.InboxOf(member.Person),
                i == 0 ? ConsequenceKind.MembershipFounded : ConsequenceKind.MembershipBegan,
                member.Person));
        }

        if (_about is { } about)
        {
            rows.Add(PatientRegister.Opened(_stream, about));
            consequences.Add(Newcomers.AskedAbout(_stream, seq: 2, Author));
        }

        return Decision.Open(created, facts, memberships, [.. consequences], [.. rows]);
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
        bool isDirect = request.Kind == ConversationKind.Direct;
        bool isAboutPatient = request.Kind == ConversationKind.Patient;
        if (request.Kind == ConversationKind.Unspecified || !Enum.IsDefined(request.Kind))
        {
            return Refusal.Invalid("kind", "A known kind.");
        }

        if (!Enum.IsDefined(request.Receipts))
        {
            return Refusal.Invalid("receipts", "A known policy.");
        }

        if (isDirect && request.Title.Length > 0)
        {
            return Refusal.Invalid("title", "Empty in a direct conversation.");
        }

        if (!isDirect && !isAboutPatient && string.IsNullOrWhiteSpace(request.Title))
        {
            return Refusal.Invalid("title", "Not empty.");
        }

        if (request.Title.EnumerateRunes().Count() > ConversationLimits.TitleCharacters)
        {
            return Refusal.TooLarge("title", ConversationLimits.TitleCharacters, "characters");
        }

        if (isDirect && request.Members.Count != 1)
        {
            return Refusal.Invalid("members", "Exactly one in a direct conversation.", 1);
        }

        if (request.Members.Count > ConversationLimits.NewMembers)
        {
            return Refusal.TooLarge("members", ConversationLimits.NewMembers, "members at the creation");
        }

        if (!isAboutPatient)
        {
            return request.Patient.IsEmpty
                ? null
                : Refusal.Invalid("patient", "Only in a conversation about a patient.");
        }

        return StreamId.TryFrom(request.Patient, out StreamId patient) && patient.Kind == StreamKind.Patient
            ? null
            : Refusal.Invalid("patient", "The 16 bytes of a patient.");
    }
}
