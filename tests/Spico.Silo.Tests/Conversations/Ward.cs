using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Conversations;

/// <summary>A conversation's state and the commands on it, without a store: a decision is a fact at once.</summary>
internal sealed class Ward
{
    private readonly List<StreamFact> _facts = [];

    public Ward(params PersonId[] members)
    {
        Stream = StreamId.OpenedBy(StreamKind.Conversation, members[0], RequestId.New());
        Round = ConversationState.Empty(Stream);
        Write(members[0], new Fact
        {
            ConversationCreated = new ConversationCreated { Kind = ConversationKind.Group, Title = "Round" },
        });
        foreach (PersonId member in members)
        {
            Write(members[0], new Fact { MemberAdded = new MemberAdded { Person = member.ToByteString() } });
        }
    }

    public StreamId Stream { get; }

    public ConversationState Round { get; }

    public UrgencyOptions Options { get; } = new();

    public long Now { get; set; } = 1_000;

    /// <summary>What followed from what was decided last.</summary>
    public Decision Last { get; private set; } = Decision.Unchanged(new Reply());

    public long Head => Round.Head.Seq;

    private UrgencyTerms Terms => new(Options, Now);

    public static Escalation Chain(params PersonId[][] steps) => new()
    {
        Steps =
        {
            steps.Select(step => new EscalationStep { Persons = { step.Select(person => person.ToByteString()) } }),
        },
        AfterMs = 60_000,
    };

    public Error? Raise(PersonId author, Escalation? escalation = null)
    {
        var request = new RaiseUrgencyRequest { RequestId = Id(), Conversation = Here, Escalation = escalation };
        return RaiseUrgencyCommand.TryRead(
            Stream, author, request, Terms, (null!, null!), out RaiseUrgencyCommand? command) ?? Decide(command!);
    }

    public Error? Post(PersonId author, Escalation? urgent)
    {
        var request = new PostMessageRequest
        {
            RequestId = Id(),
            Conversation = Here,
            Text = "text",
            Urgent = urgent,
        };
        Assert.Null(PostMessageCommand.TryRead(
            Stream, author, request, null!, null, out PostMessageCommand? message));
        return urgent is null
            ? Decide(message!)
            : UrgencyDraft.TryRead(Stream, author, urgent, "urgent", Terms, out UrgencyDraft? draft)
                ?? Decide(new PostFlaggedMessageCommand(message!, draft!, null, null!));
    }

    public Error? Acknowledge(PersonId author, long urgency)
    {
        var request = new AcknowledgeUrgencyRequest
        {
            RequestId = Id(),
            Conversation = Here,
            Urgency = (ulong)urgency,
        };
        return AcknowledgeUrgencyCommand.TryRead(Stream, author, request, out AcknowledgeUrgencyCommand? command)
            ?? Decide(command!);
    }

    public Error? Resolve(PersonId author, long urgency)
    {
        var request = new ResolveUrgencyRequest { RequestId = Id(), Conversation = Here, Urgency = (ulong)urgency };
        return ResolveUrgencyCommand.TryRead(Stream, author, request, out ResolveUrgencyCommand? command)
            ?? Decide(command!);
    }

    public Error? SetEscalation(PersonId author, Escalation escalation)
    {
        var request = new SetEscalationRequest { RequestId = Id(), Conversation = Here, Escalation = escalation };
        return SetEscalationCommand.TryRead(
            Stream, author, request, Options, null!, out SetEscalationCommand? command) ?? Decide(command!);
    }

    /// <summary>The time of what was written at this place has come.</summary>
    public Error? FallDue(PersonId raisedBy, long levelSeq, params PersonId[] replacements) =>
        Decide(new EscalateUrgencyCommand(Stream, raisedBy, levelSeq, Now, replacements));

    /// <summary>Everybody has the notification in their inbox.</summary>
    public Error? SayNotified(PersonId raisedBy, long urgency) => Decide(
        new SayNotifiedCommand(Stream, raisedBy, urgency, Round.MembersBefore(urgency, raisedBy)));

    public Error? HandOver(PersonId author, long urgency, PersonId person)
    {
        var request = new HandOverUrgencyRequest
        {
            RequestId = Id(),
            Conversation = Here,
            Urgency = (ulong)urgency,
            Person = person.ToByteString(),
        };
        return HandOverUrgencyCommand.TryRead(Stream, author, request, Now, out HandOverUrgencyCommand? command)
            ?? Decide(command!);
    }

    public Error? Ask(PersonId author, params PersonId[] addressees)
    {
        var request = new PostMessageRequest
        {
            RequestId = Id(),
            Conversation = Here,
            Text = "text",
            Request = new NewCareRequest { Addressees = { addressees.Select(person => person.ToByteString()) } },
        };
        Assert.Null(PostMessageCommand.TryRead(
            Stream, author, request, null!, null, out PostMessageCommand? message));
        return CareRequestDraft.TryRead(
            Stream, author, request.Request, "request.", Now, out CareRequestDraft? draft)
            ?? Decide(new PostFlaggedMessageCommand(message!, null, draft, null!));
    }

    /// <summary>Asks structures, and people by name.</summary>
    public Error? AskOf(PersonId author, Google.Protobuf.ByteString[] structures, params PersonId[] named)
    {
        var asked = new NewCareRequest
        {
            Structures = { structures },
            Addressees = { named.Select(person => person.ToByteString()) },
        };
        var request = new PostMessageRequest { RequestId = Id(), Conversation = Here, Text = "text", Request = asked };
        Assert.Null(PostMessageCommand.TryRead(Stream, author, request, null!, null, out PostMessageCommand? message));
        return CareRequestDraft.TryRead(Stream, author, asked, "request.", Now, out CareRequestDraft? draft)
            ?? Decide(new PostFlaggedMessageCommand(message!, null, draft, null!));
    }

    /// <summary>Acts from now on for a structure, or for none.</summary>
    public Error? ActFor(PersonId person, Google.Protobuf.ByteString? structure)
    {
        PracticeSituation? practice = structure is null ? null : new PracticeSituation { Structure = structure };
        PracticeSituation? before = Round.MembershipOf(person)?.Practice;
        return Decide(new FollowedChange(
            person, new Fact { PracticeSet = new PracticeSet { Practice = practice } }, Stream, (before, practice)));
    }

    public Error? Leave(PersonId person)
    {
        var request = new LeaveConversationRequest { RequestId = Id(), Conversation = Here };
        return EndMembershipCommand.TryRead(Stream, person, request, out EndMembershipCommand? command)
            ?? Decide(command!);
    }

    public Error? Move(CareRequestMove move, PersonId author, long request)
    {
        ulong name = (ulong)request;
        MoveCareRequestCommand? command;
        Error? unfit = move switch
        {
            CareRequestMove.Take => MoveCareRequestCommand.TryRead(
                Stream,
                author,
                new TakeCareRequestRequest { RequestId = Id(), Conversation = Here, Request = name },
                Now,
                out command),
            CareRequestMove.Answer => MoveCareRequestCommand.TryRead(
                Stream,
                author,
                new AnswerCareRequestRequest { RequestId = Id(), Conversation = Here, Request = name },
                Now,
                null!,
                out command),
            CareRequestMove.Close => MoveCareRequestCommand.TryRead(
                Stream,
                author,
                new CloseCareRequestRequest { RequestId = Id(), Conversation = Here, Request = name },
                Now,
                out command),
            _ => MoveCareRequestCommand.TryRead(
                Stream,
                author,
                new DeclineCareRequestRequest { RequestId = Id(), Conversation = Here, Request = name },
                Now,
                out command),
        };
        return unfit ?? Decide(command!);
    }

    /// <summary>The same facts in another state.</summary>
    public ConversationState Replay()
    {
        ConversationState again = ConversationState.Empty(Stream);
        foreach (StreamFact fact in _facts)
        {
            again.Apply(fact);
        }

        return again;
    }

    public void Write(PersonId author, Fact body)
    {
        bool isMessage = body.BodyCase == Fact.BodyOneofCase.MessagePosted;
        var head = new StreamHead(Head + 1, Round.Head.Ordinal + (isMessage ? 1 : 0), Now);
        _facts.Add(new StreamFact(head, author, DataClass.Unspecified, body.BodyCase, body));
        Round.Apply(_facts[^1]);
    }

    private Google.Protobuf.ByteString Here => Stream.ToByteString();

    private static Google.Protobuf.ByteString Id() => RequestId.New().ToByteString();

    private Error? Decide(IStreamCommand<ConversationState> command)
    {
        Last = command.Decide(Round);
        foreach (FactDraft fact in Last.Facts)
        {
            Write(command.Author, fact.Body);
        }

        return Last.Reply?.Error;
    }

    /// <summary>Somebody acts otherwise, whatever they are registered with.</summary>
    private sealed class FollowedChange(
        PersonId person, Fact body, StreamId stream, (PracticeSituation? Before, PracticeSituation? After) practices)
        : IStreamCommand<ConversationState>
    {
        public PersonId Author => person;

        public RequestId Request { get; } = RequestId.New();

        public Guid Hash => default;

        public Decision Decide(ConversationState fold) => StructureRequests.Follow(
            Decision.Write(new FactDraft(body)),
            fold,
            stream,
            person,
            practices,
            fold.MembershipOf(person)!.Access);

        public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
    }
}
