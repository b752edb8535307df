namespace Spico.Peers;

/// <summary>What a row of the comparison says about its server.</summary>
/// <param name="Name">Short, as typed on the command line, such as <c>signalr-postgres</c>.</param>
/// <param name="Version">Of the server and of its store.</param>
/// <param name="AckMeaning">What has happened to a message when its ack arrives, in a few words.</param>
/// <param name="IsStored">Whether messages are stored at all.</param>
/// <param name="IsFlushed">Whether an acked message survives a power cut.</param>
public sealed record PeerCard(string Name, string Version, string AckMeaning, bool IsStored, bool IsFlushed)
{
    /// <summary>Whether all members of a conversation receive its messages in one order.</summary>
    public bool IsOneOrder { get; init; } = true;
}
