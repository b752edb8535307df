using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>
/// The text line, for <c>nc</c> on the developer's own machine. Configured under <c>Spico:TextLine</c>.
/// </summary>
public sealed class TextLineOptions
{
    /// <summary>Bytes of a line, its end included. Default: 4 KiB. A longer one ends the connection.</summary>
    [Range(64, 65_536)]
    public int LineBytesMax { get; set; } = 4096;

    /// <summary>How long a connection may take to sign in. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan SignInTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Conversations that LIST shows. Default: 50.</summary>
    [Range(1, 200)]
    public int ConversationsMax { get; set; } = 50;

    /// <summary>Facts that READ shows when no number is given. Default: 10.</summary>
    [Range(1, 1_000)]
    public int FactsRead { get; set; } = 10;

    /// <summary>Facts that READ shows at most. Default: 50.</summary>
    [Range(1, 1_000)]
    public int FactsReadMax { get; set; } = 50;

    /// <summary>How long a reader may let us wait before its connection is cut. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
