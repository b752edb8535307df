using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>A message to take back, by its author; in a community also by who moderates it.</summary>
internal sealed class RetractMessageCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly MessageTarget _target;
    private readonly MessageLookup _messages;
    private readonly ulong _message;
    private Dictionary<long, ByteString>? _actors;

    private RetractMessageCommand(
        StreamId stream, PersonId author, RequestId request, RetractMessageRequest retraction, MessageLookup messages)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.RetractMessageFieldNumber, retraction);
        _messages = messages;
        _message = retraction.Message;
        _target = new MessageTarget("message", retraction.Message, author, messages);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        RetractMessageRequest request,
        MessageLookup messages,
        out RetractMessageCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        command = new RetractMessageCommand(stream, author, id, request, messages);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        if (await _target.PrepareAsync() is { } unknown)
        {
            return unknown;
        }

        (Error? refusal, _actors) = await _messages.FindActorsAsync((long)_message);
        return refusal;
    }

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

        if (message.Posted.Author != Author && !fold.MayModerate(Author, author))
        {
            return Decision.Refuse(Refusal.NotAccessible("message"));
        }

        long seq = fold.Head.Seq + 1;
        var retracted = new MessageRetracted { Message = (ulong)message.Seq };
        var files = new ConsequenceRow(
            _stream, message.Seq, _stream, ConsequenceKind.MessageRetracted, message.Posted.Author);
        return Decision.Write(
            [new FactDraft(new Fact { MessageRetracted = retracted }, message.Posted.DataClass)],
            [],
            [files],
            MessageRows.Retracted(_stream, message, _actors!, seq));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        RetractMessage = new RetractMessageResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}
