namespace Spico.Peers.Wire;

/// <summary>Understands the messages of a WebSocket.</summary>
internal interface IWebSocketReader
{
    /// <summary>A whole message.</summary>
    void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>The connection is gone.</summary>
    void OnLost(Exception reason);
}
