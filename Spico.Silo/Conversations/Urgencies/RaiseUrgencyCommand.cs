using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>An urgency to raise on a conversation, or on a message that is there already.</summary>
internal sealed class RaiseUrgencyCommand : IStreamCommand<ConversationState>
{
    private readonly UrgencyDraft _draft;
    private readonly long _message;
    private readonly MessageTarget? _target;
    private readonly IPeopleStore _people;

    private RaiseUrgencyCommand(
        PersonId author,
        RequestId request,
        RaiseUrgencyRequest raising,
        UrgencyDraft draft,
        MessageTarget? target,
        IPeopleStore people)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.RaiseUrgencyFieldNumber, raising);
        _draft = draft;
        _message = (long)raising.Message;
        _target = target;
        _people = people;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _draft.NamesPersons || _target is not null;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        RaiseUrgencyRequest request,
        in UrgencyTerms terms,
        (IPeopleStore People, MessageLookup Messages) known,
        out RaiseUrgencyCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (UrgencyDraft.TryRead(stream, author, request.Escalation, "escalation", terms, out UrgencyDraft? draft)
            is { } invalid)
        {
            return invalid;
        }

        MessageTarget? target = request.Message == 0
            ? null
            : new MessageTarget("message", request.Message, author, known.Messages);
        command = new RaiseUrgencyCommand(author, id, request, draft!, target, known.People);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        Error? refusal = _target is null ? null : await _target.PrepareAsync();
        return refusal ?? await _draft.PrepareAsync(_people);
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if ((_target?.Check(fold, author.Access, out _) ?? _draft.Check(fold, _message)) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        (FactDraft raised, ConsequenceRow[] consequences, RowChange row) =
            _draft.Raise(fold, _message, fold.Head.Seq + 1);
        return Decision.Write([raised], [], consequences, rows: [row]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        RaiseUrgency = new RaiseUrgencyResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
            At = outcome.At,
        },
    };
}
