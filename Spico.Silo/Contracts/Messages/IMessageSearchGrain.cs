using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>
/// What one person searches: the key is that of their inbox, and nobody else is answered. One search at a time.
/// </summary>
[Alias("spico.message-search")]
public interface IMessageSearchGrain : IGrainWithStringKey
{
    /// <summary>
    /// A page of the messages that say what is asked for, of those that the caller may read, within what one person
    /// may search in a minute.
    /// </summary>
    [Alias("search"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Search(Caller caller, SearchMessagesRequest request);
}
