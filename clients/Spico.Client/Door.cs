namespace Spico.Client;

/// <summary>The way into the server. Every door carries every command and push.</summary>
public enum Door
{
    /// <summary>WebSocket: <c>ws://host:7400/ws</c>.</summary>
    WebSocket,

    /// <summary>TCP: <c>tcp://host:7401</c>.</summary>
    Tcp,

    /// <summary>gRPC: <c>http://host:7402</c>.</summary>
    Grpc,
}
