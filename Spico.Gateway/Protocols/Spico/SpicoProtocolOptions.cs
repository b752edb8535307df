using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Our own protocol over WebSocket and TCP. Configured under <c>Spico:Protocol</c>.</summary>
public sealed class SpicoProtocolOptions
{
    /// <summary>
    /// Origins (<c>https://app.example</c>) whose pages may connect, besides the server's own. Default: none. A client
    /// that sends no Origin is no browser, and welcome.
    /// </summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// How long a frame may take from its first byte to its last. Default: 15 seconds: a client that sends a byte a
    /// second holds nothing for long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may take to take the last frame before the connection is cut. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a client that has the last frame may take to close the connection. Default: 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Commands unknown to this server that are answered before the connection is closed. Default: 20.
    /// </summary>
    [Range(0, 1_000_000)]
    public int UnsupportedCommandsMax { get; set; } = 20;

    /// <summary>Pings and empty fragments from a client in a burst. Default: 60; regained at 10 a second.</summary>
    [Range(1, 1_000_000)]
    public int ControlBurst { get; set; } = 60;

    /// <summary>
    /// Replies waiting for a client before nothing more is read from it. Default: 64: twice the commands in flight.
    /// </summary>
    [Range(1, 100_000)]
    public int RepliesWaitingMax { get; set; } = 64;
}
