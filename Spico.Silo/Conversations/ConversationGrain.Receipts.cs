using Spico.Protocol.V1;
using Spico.Silo.Conversations.Receipts;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>Receipts.</content>
internal sealed partial class ConversationGrain : IConversationReceipts
{
    public ValueTask<Reply> SetReceipts(Caller caller, SetReceiptsRequest request) => SubmitAsync(
        caller,
        SetReceiptsCommand.TryRead(_stream, caller.Person, request, out SetReceiptsCommand? command),
        command);

    public async ValueTask<Reply> MarkDelivered(Caller caller, MarkDeliveredRequest request)
    {
        Error? invalid = ConversationFields.Check(_stream, request.Conversation)
            ?? (request.UpTo > long.MaxValue ? Refusal.Invalid("up_to", "Not beyond the head.") : null);
        return invalid is not null
            ? new Reply { Error = invalid }
            : await MarkAsync(caller, () => _marks.DeliverAsync(caller.Person, (long)request.UpTo));
    }
}
