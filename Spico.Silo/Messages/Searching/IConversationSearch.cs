using Orleans.Concurrency;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>The search within a conversation, and its index. The key is the conversation's.</summary>
[Alias("spico.conversation-search")]
internal interface IConversationSearch : IGrainWithStringKey
{
    /// <summary>A page of the conversation's messages, of those that the caller may read.</summary>
    [Alias("search"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Search(Caller caller, SearchMessagesRequest request);

    /// <summary>Completes when what is durable now is indexed, as far as the store would have it.</summary>
    [Alias("index"), ResponseTimeout("00:00:30")]
    ValueTask Index();

    /// <summary>The same, for whoever does not wait.</summary>
    [Alias("follow"), OneWay]
    ValueTask Follow();
}
