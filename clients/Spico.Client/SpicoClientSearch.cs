using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Finding messages again. It throws <see cref="SpicoException"/> when it is refused.</summary>
public static class SpicoClientSearch
{
    /// <summary>
    /// One page of the messages that say what is asked for, the newest first: in the conversation named, or in all
    /// that one is a member of.
    /// </summary>
    public static async Task<SearchMessagesResponse> SearchMessagesAsync(
        this SpicoClient client,
        SearchMessagesRequest request,
        CancellationToken cancellationToken = default)
    {
        var command = new Command { SearchMessages = request };
        return (await client.AskAsync(command, cancellationToken)).SearchMessages;
    }
}
