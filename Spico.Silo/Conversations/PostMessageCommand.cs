using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A message to post.</summary>
internal sealed class PostMessageCommand : IStreamCommand<ConversationState>
{
    private readonly DataClass _dataClass;
    private readonly Fact _body;

    private PostMessageCommand(PersonId author, RequestId request, PostMessageRequest message)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.PostMessageFieldNumber, message);
        _dataClass = message.DataClass;
        _body = new Fact { MessagePosted = new MessagePosted { Text = message.Text } };
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, PostMessageRequest request, out PostMessageCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (request.Text.Length == 0)
        {
            return Refusal.Invalid("text", "Not empty.");
        }

        if (Encoding.UTF8.GetByteCount(request.Text) > ConversationLimits.TextBytes)
        {
            return Refusal.TooLarge("text", ConversationLimits.TextBytes, "bytes");
        }

        if (!Enum.IsDefined(request.DataClass))
        {
            return Refusal.Invalid("data_class", "A known class.");
        }

        command = new PostMessageCommand(author, id, request);
        return null;
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        // Nobody writes what they could not read back.
        return author.Access.CanRead(_dataClass)
            ? Decision.Write(new FactDraft(_body, _dataClass))
            : Decision.Refuse(Refusal.NotAccessible("data_class"));
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
