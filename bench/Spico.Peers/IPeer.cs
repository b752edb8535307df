namespace Spico.Peers;

/// <summary>One server of a comparison, started on loopback by us and stopped with us.</summary>
public interface IPeer : IAsyncDisposable
{
    /// <summary>What it is and what its acks are worth; its version may be known only once it is started.</summary>
    PeerCard Card { get; }

    /// <summary>The root processes of the server; what it costs is the sum of their trees.</summary>
    IReadOnlyList<int> ServerProcesses { get; }

    /// <summary>The root processes of the store behind it, if it has one of its own.</summary>
    IReadOnlyList<int> StoreProcesses { get; }

    /// <summary>Starts it, empty, with all conversations and members of the plan known to it.</summary>
    Task StartAsync(PeerPlan plan, CancellationToken cancellationToken);

    /// <summary>
    /// Connects a member and subscribes them to their conversation: completes when whatever is posted from now on
    /// will reach <paramref name="receiver"/>, the member's own posts included.
    /// </summary>
    Task<IPeerSession> ConnectAsync(int member, IPeerReceiver receiver, CancellationToken cancellationToken);
}
