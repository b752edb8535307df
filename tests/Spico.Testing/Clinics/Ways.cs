using Spico.Client;
using Spico.Protocol.Wire;

namespace Spico.Testing.Clinics;

/// <summary>How a client takes a way.</summary>
public static class Ways
{
    /// <summary>The door of a way.</summary>
    public static Door Door(this Way way) => way switch
    {
        Way.WebSocket or Way.WebSocketJson => Client.Door.WebSocket,
        Way.Tcp or Way.TcpJson => Client.Door.Tcp,
        _ => Client.Door.Grpc,
    };

    /// <summary>The encoding of a way.</summary>
    public static IFrameCodec Codec(this Way way) =>
        way is Way.WebSocketJson or Way.TcpJson ? FrameCodecs.Json : FrameCodecs.Protobuf;

    /// <summary>Where the way begins on a node.</summary>
    public static Uri Endpoint(this Way way, NodeDoors doors) => way.Door() switch
    {
        Client.Door.WebSocket => doors.WebSocket,
        Client.Door.Tcp => new Uri($"tcp://{doors.Tcp}"),
        _ => new Uri(doors.Grpc!),
    };
}
