namespace Spico.Client;

/// <summary>How a client stands with its server.</summary>
public enum ClientState
{
    /// <summary>A session is live.</summary>
    Connected,

    /// <summary>The connection was lost; the client is coming back by itself. Commands wait, streams resume.</summary>
    Reconnecting,

    /// <summary>The client will not come back: it was disposed of, or the server said not to.</summary>
    Closed,
}
