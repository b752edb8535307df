using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>How urgencies of a conversation are to escalate that bring no chain of their own.</summary>
internal sealed class SetEscalationCommand : IStreamCommand<ConversationState>
{
    private readonly Escalation _escalation;
    private readonly HashSet<PersonId> _persons;
    private readonly IPeopleStore _people;

    private SetEscalationCommand(
        PersonId author,
        RequestId request,
        SetEscalationRequest setting,
        HashSet<PersonId> persons,
        IPeopleStore people)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.SetEscalationFieldNumber, setting);
        _escalation = setting.Escalation ?? new Escalation();
        _persons = persons;
        _people = people;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _persons.Count > 0;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        SetEscalationRequest request,
        UrgencyOptions options,
        IPeopleStore people,
        out SetEscalationCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (EscalationFields.TryRead(request.Escalation, "escalation", options, out HashSet<PersonId> persons)
            is { } invalid)
        {
            return invalid;
        }

        command = new SetEscalationCommand(author, id, request, persons, people);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        List<PersonId> missing = await _people.FindMissingAsync([.. _persons]);
        return missing.Count == 0 ? null : Refusal.Invalid("escalation", "Only people who are registered.");
    }

    public Decision Decide(ConversationState fold)
    {
        bool maySet = fold.Kind == ConversationKind.Direct
            ? fold.MembershipOf(Author) is not null
            : fold.IsAdministrator(Author);
        if (!maySet)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        return UrgencyDraft.CheckChain(fold, _persons) is { } refusal
            ? Decision.Refuse(refusal)
            : Decision.Write(new FactDraft(new Fact
            {
                EscalationSet = new EscalationSet { Escalation = _escalation },
            }));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetEscalation = new SetEscalationResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
