using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>One live connection with its session. Ends once and is then replaced by another.</summary>
internal interface IConnection : IAsyncDisposable
{
    /// <summary>What the server told at sign-in.</summary>
    Welcome Welcome { get; }

    /// <summary>Completes when the connection is over: with the server's reason, or null. Never faults.</summary>
    Task<Goodbye?> Ended { get; }

    /// <summary>Starts receiving: from now on the sink is called.</summary>
    void Start();

    /// <summary>Sends a command, answered at the sink under the same id. Returns at once, never calls back.</summary>
    void Send(uint id, Command command);
}
