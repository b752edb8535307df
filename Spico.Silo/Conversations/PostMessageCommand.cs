using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A message to post.</summary>
internal sealed class PostMessageCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly DataClass _dataClass;
    private readonly Fact _body;
    private readonly MessageTarget? _quote;
    private readonly FileHolding? _files;

    private PostMessageCommand(
        StreamId stream,
        PersonId author,
        RequestId request,
        PostMessageRequest message,
        MessageLookup messages,
        FileHolding? files)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.PostMessageFieldNumber, message);
        _dataClass = message.DataClass;
        var posted = new MessagePosted
        {
            Text = message.Text,
            Quote = message.Quote,
            Mentions = message.Mentions,
            Urgent = message.Urgent is not null,
            Request = message.Request is not null,
            Links = { message.Links },
        };
        _body = new Fact { MessagePosted = posted };
        _quote = message.Quote == 0 ? null : new MessageTarget("quote", message.Quote, author, messages);
        _files = files;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _quote is not null || _files is not null;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        PostMessageRequest request,
        MessageLookup messages,
        FileHolding? files,
        out PostMessageCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        // Files say enough by themselves.
        Error? invalid = request.Text.Length == 0 && files is not null ? null : MessageFields.CheckText(request.Text);
        if ((invalid ?? MentionRules.Check(request.Mentions) ?? LinkRules.Check(request.Links)) is { } misfit)
        {
            return misfit;
        }

        if (!WithheldClasses.IsOfConversation(request.DataClass))
        {
            return Refusal.Invalid("data_class", "A known class.");
        }

        command = new PostMessageCommand(stream, author, id, request, messages, files);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        if (_quote is not null && await _quote.PrepareAsync() is { } refusal)
        {
            return refusal;
        }

        if (_files is null)
        {
            return null;
        }

        (Error? notHeld, _body.MessagePosted.Attachments) = await _files.HoldAsync();
        return notHeld;
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        // Nobody writes what they could not read back.
        Error? refusal = !fold.MayPost(Author, author) ? Refusal.NotAccessible()
            : author.Access.CanRead(_dataClass) ? null
            : Refusal.NotAccessible("data_class");
        refusal ??= _quote?.Check(fold, author.Access, out _);
        refusal ??= MentionRules.Check(_body.MessagePosted.Mentions, fold, _dataClass);
        refusal ??= LinkRules.Check(_body.MessagePosted.Links, fold.Patient);
        if (refusal is not null)
        {
            return Decision.Refuse(refusal);
        }

        var message = new FactDraft(_body, _dataClass);
        return _body.MessagePosted.Mentions is { } mentions
            ? Decision.Write([message], [], MentionRules.Notify(_stream, fold, Author, (mentions, _dataClass)))
            : Decision.Write(message);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        PostMessage = new PostMessageResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
            Ordinal = (ulong)outcome.Ordinal,
            At = outcome.At,
        },
    };
}
