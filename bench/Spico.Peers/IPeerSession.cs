namespace Spico.Peers;

/// <summary>
/// One connected member. Several posts may be on their way at once; they keep the order of the calls.
/// </summary>
public interface IPeerSession : IAsyncDisposable
{
    /// <summary>
    /// Posts; completes with the ack, whatever that means to the peer (<see cref="PeerCard.AckMeaning"/>), and throws
    /// when the post is refused or the connection is lost. The bytes belong to the caller again once it completes.
    /// </summary>
    /// <param name="conversation">The conversation, which the member is in.</param>
    /// <param name="text">ASCII, printable: some peers carry text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken);
}
