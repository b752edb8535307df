using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>The receipts of a conversation. Its grain; answers as <see cref="IConversationGrain"/> does.</summary>
[Alias("spico.conversation-receipts")]
public interface IConversationReceipts : IGrainWithStringKey
{
    /// <summary>Says who sees receipts.</summary>
    [Alias("set-receipts"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetReceipts(Caller caller, SetReceiptsRequest request);

    /// <summary>Moves the position that a device of the caller has received up to.</summary>
    [Alias("mark-delivered"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> MarkDelivered(Caller caller, MarkDeliveredRequest request);
}
