using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>A member's reaction to a message: set, replaced or taken back.</summary>
internal sealed class ReactToMessageCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly Reaction _reaction;
    private readonly MessageTarget _target;

    private ReactToMessageCommand(
        StreamId stream, PersonId author, RequestId request, ReactToMessageRequest reaction, MessageLookup messages)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.ReactToMessageFieldNumber, reaction);
        _reaction = reaction.Reaction;
        _target = new MessageTarget("message", reaction.Message, author, messages);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        ReactToMessageRequest request,
        MessageLookup messages,
        out ReactToMessageCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (!Enum.IsDefined(request.Reaction))
        {
            return Refusal.Invalid("reaction", "A known reaction.");
        }

        command = new ReactToMessageCommand(stream, author, id, request, messages);
        return null;
    }

    public ValueTask<Error?> PrepareAsync() => _target.PrepareAsync();

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        if (_target.Check(fold, author.Access, out MessageRecord message) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (!fold.IsUnchangedSince(message.AsOf, message.Seq, Author))
        {
            return Decision.Refuse(Refusal.Overtaken());
        }

        if (message.Reaction == _reaction)
        {
            return Decision.Unchanged(new Reply { ReactToMessage = new ReactToMessageResponse() });
        }

        var reacted = new MessageReacted { Message = (ulong)message.Seq, Reaction = _reaction };
        return Decision.Write(
            new FactDraft(new Fact { MessageReacted = reacted }, message.Posted.DataClass),
            MessageRows.Reacted(_stream, message.Seq, Author, _reaction, fold.Head.Seq + 1));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        ReactToMessage = new ReactToMessageResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
