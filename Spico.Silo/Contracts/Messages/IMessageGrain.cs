using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>
/// The messages of a conversation, after they were posted. The key is the conversation's, and what
/// <see cref="Conversations.IConversationGrain"/> promises holds here too.
/// </summary>
[Alias("spico.messages")]
public interface IMessageGrain : IGrainWithStringKey
{
    /// <summary>Gives a message another text.</summary>
    [Alias("edit"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Edit(Caller caller, EditMessageRequest request);

    /// <summary>Takes a message back.</summary>
    [Alias("retract"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Retract(Caller caller, RetractMessageRequest request);

    /// <summary>Sets, replaces or takes back the caller's reaction.</summary>
    [Alias("react"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> React(Caller caller, ReactToMessageRequest request);

    /// <summary>A page of messages.</summary>
    [Alias("read"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ReadMessages(Caller caller, ReadMessagesRequest request);

    /// <summary>A page of a message's versions.</summary>
    [Alias("read-versions"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ReadVersions(Caller caller, ReadVersionsRequest request);
}
