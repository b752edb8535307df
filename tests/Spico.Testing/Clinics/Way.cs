namespace Spico.Testing.Clinics;

/// <summary>A way into the server: door and encoding.</summary>
public enum Way
{
    /// <summary>WebSocket, protobuf.</summary>
    WebSocket,

    /// <summary>WebSocket, JSON.</summary>
    WebSocketJson,

    /// <summary>TCP, protobuf.</summary>
    Tcp,

    /// <summary>TCP, JSON.</summary>
    TcpJson,

    /// <summary>gRPC, protobuf.</summary>
    Grpc,
}
