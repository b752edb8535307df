using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The commands on messages as methods, like <see cref="SpicoClientCommands"/>. A message is named by its sequence
/// number in its conversation.
/// </summary>
public static class SpicoClientMessages
{
    /// <summary>Posts a message that may quote another and name people; makes its request id if it has none.</summary>
    public static async Task<PostMessageResponse> PostAsync(
        this SpicoClient client, PostMessageRequest message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        PostMessageRequest request = message.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { PostMessage = request }, cancellationToken);
        return reply.PostMessage;
    }

    /// <summary>Gives one's own message another text.</summary>
    public static async Task<EditMessageResponse> EditAsync(
        this SpicoClient client,
        StreamId conversation,
        long message,
        string text,
        Mentions? mentions = null,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new EditMessageRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = (ulong)message,
            Text = text,
            Mentions = mentions,
        };
        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { EditMessage = request }, cancellationToken);
        return reply.EditMessage;
    }

    /// <summary>Takes a message back: its texts are erased.</summary>
    public static async Task<RetractMessageResponse> RetractAsync(
        this SpicoClient client,
        StreamId conversation,
        long message,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RetractMessageRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = (ulong)message,
        };
        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { RetractMessage = request }, cancellationToken);
        return reply.RetractMessage;
    }

    /// <summary>Sets one's reaction to a message; unspecified takes it back.</summary>
    public static async Task<ReactToMessageResponse> ReactAsync(
        this SpicoClient client,
        StreamId conversation,
        long message,
        Reaction reaction,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ReactToMessageRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Message = (ulong)message,
            Reaction = reaction,
        };
        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { ReactToMessage = request }, cancellationToken);
        return reply.ReactToMessage;
    }

    /// <summary>
    /// One page of messages with what became of each: those after a sequence number oldest first, those before one
    /// newest first, or the newest backwards when neither is given.
    /// </summary>
    public static async Task<ReadMessagesResponse> ReadMessagesAsync(
        this SpicoClient client,
        StreamId conversation,
        long? after = null,
        long? before = null,
        int limit = 0,
        CancellationToken cancellationToken = default)
    {
        var request = new ReadMessagesRequest { Conversation = conversation.ToByteString(), Limit = (uint)limit };
        if (after is not null)
        {
            request.After = (ulong)after;
        }
        else if (before is not null)
        {
            request.Before = (ulong)before;
        }

        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { ReadMessages = request }, cancellationToken);
        return reply.ReadMessages;
    }

    /// <summary>Up to 50 versions of a message, oldest first.</summary>
    public static async Task<ReadVersionsResponse> ReadVersionsAsync(
        this SpicoClient client,
        StreamId conversation,
        long message,
        long after = 0,
        CancellationToken cancellationToken = default)
    {
        var request = new ReadVersionsRequest
        {
            Conversation = conversation.ToByteString(),
            Message = (ulong)message,
            After = (ulong)after,
        };
        Reply reply = await SpicoClientCommands.AskAsync(
            client, new Command { ReadVersions = request }, cancellationToken);
        return reply.ReadVersions;
    }
}
