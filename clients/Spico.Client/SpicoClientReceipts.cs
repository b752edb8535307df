using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Receipts, as methods like <see cref="SpicoClientCommands"/>. What others have received and read is told at the
/// opening of a conversation and by <see cref="SpicoClient.ReceiptsMoved"/>.
/// </summary>
public static class SpicoClientReceipts
{
    /// <summary>Says who sees receipts in a conversation.</summary>
    public static async Task<SetReceiptsResponse> SetReceiptsAsync(
        this SpicoClient client,
        StreamId conversation,
        ReceiptPolicy policy,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetReceiptsRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Policy = policy,
        };
        return (await client.AskAsync(new Command { SetReceipts = request }, cancellationToken)).SetReceipts;
    }

    /// <summary>This device has received a conversation up to a position.</summary>
    public static async Task<MarkDeliveredResponse> MarkDeliveredAsync(
        this SpicoClient client, StreamId conversation, long upTo, CancellationToken cancellationToken = default)
    {
        var request = new MarkDeliveredRequest { Conversation = conversation.ToByteString(), UpTo = (ulong)upTo };
        return (await client.AskAsync(new Command { MarkDelivered = request }, cancellationToken)).MarkDelivered;
    }
}
