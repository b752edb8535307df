using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>Another text for a message, by its author.</summary>
internal sealed class EditMessageCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly EditMessageRequest _edit;
    private readonly MessageTarget _target;

    private EditMessageCommand(
        StreamId stream, PersonId author, RequestId request, EditMessageRequest edit, MessageLookup messages)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.EditMessageFieldNumber, edit);
        _edit = edit;
        _target = new MessageTarget("message", edit.Message, author, messages);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        EditMessageRequest request,
        MessageLookup messages,
        out EditMessageCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if ((MessageFields.CheckText(request.Text) ?? MentionRules.Check(request.Mentions)) is { } invalid)
        {
            return invalid;
        }

        command = new EditMessageCommand(stream, author, id, request, messages);
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

        if (message.Posted.Author != Author)
        {
            return Decision.Refuse(Refusal.NotAccessible("message"));
        }

        if (message.Versions >= MessageLimits.Versions)
        {
            return Decision.Refuse(Refusal.LimitReached("message", MessageLimits.Versions, "versions"));
        }

        DataClass dataClass = message.Posted.DataClass;
        if (MentionRules.Check(_edit.Mentions, fold, dataClass) is { } unfit)
        {
            return Decision.Refuse(unfit);
        }

        var edited = new MessageEdited
        {
            Message = _edit.Message,
            Version = (uint)message.Versions + 1,
            Text = _edit.Text,
            Mentions = _edit.Mentions,
        };
        return Decision.Write(
            new FactDraft(new Fact { MessageEdited = edited }, dataClass),
            MessageRows.Changed(_stream, message.Seq, fold.Head.Seq + 1));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        EditMessage = new EditMessageResponse { Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq } },
    };
}
