namespace Spico.Peers;

/// <summary>
/// What a store can do when messages are only inserted, many in a transaction: nothing is checked or delivered. Not a
/// peer, but the limit of what lies on that store.
/// </summary>
public interface IStoreReference : IAsyncDisposable
{
    /// <summary>Its version is known once it is started; an ack means a committed batch.</summary>
    PeerCard Card { get; }

    /// <summary>The root processes of the store; none where the store runs in ours.</summary>
    IReadOnlyList<int> StoreProcesses { get; }

    /// <summary>Starts it, empty.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Inserts for a while and returns how many messages a second were flushed.</summary>
    /// <param name="batch">Messages in a transaction.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<double> MessagesPerSecondAsync(int batch, TimeSpan duration, CancellationToken cancellationToken);
}
