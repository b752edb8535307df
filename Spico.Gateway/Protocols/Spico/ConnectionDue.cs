namespace Spico.Gateway.Protocols.Spico;

/// <summary>What the time limits of a connection ask for now.</summary>
internal enum ConnectionDue
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The sign-in took too long.</summary>
    SignIn,

    /// <summary>A frame took too long.</summary>
    Frame,

    /// <summary>Nothing was received for a while: ping.</summary>
    Ping,

    /// <summary>Pings went without an answer.</summary>
    Heartbeat,

    /// <summary>The end has begun: a writer that waits for the client must not wait any longer.</summary>
    LastFrame,

    /// <summary>The client has the last frame and does not close: stop reading.</summary>
    StopReading,

    /// <summary>The end took too long: cut.</summary>
    Cut,
}
