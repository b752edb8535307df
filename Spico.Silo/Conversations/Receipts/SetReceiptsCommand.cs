using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Receipts;

/// <summary>Who is to see receipts: said by the creator, in a direct conversation by either.</summary>
internal sealed class SetReceiptsCommand : IStreamCommand<ConversationState>
{
    private readonly ReceiptPolicy _policy;

    private SetReceiptsCommand(PersonId author, RequestId request, SetReceiptsRequest asked)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.SetReceiptsFieldNumber, asked);
        _policy = asked.Policy;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream, PersonId author, SetReceiptsRequest request, out SetReceiptsCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (!Enum.IsDefined(request.Policy))
        {
            return Refusal.Invalid("policy", "A known policy.");
        }

        command = new SetReceiptsCommand(author, id, request);
        return null;
    }

    public Decision Decide(ConversationState fold)
    {
        bool maySet = fold.Kind == ConversationKind.Direct
            ? fold.MembershipOf(Author) is not null
            : fold.IsAdministrator(Author);
        return !maySet ? Decision.Refuse(Refusal.NotAccessible())
            : fold.Receipts.Policy == _policy
                ? Decision.Unchanged(new Reply { SetReceipts = new SetReceiptsResponse() })
            : Decision.Write(new FactDraft(new Fact { ReceiptsSet = new ReceiptsSet { Policy = _policy } }));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetReceipts = new SetReceiptsResponse { Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq } },
    };
}
