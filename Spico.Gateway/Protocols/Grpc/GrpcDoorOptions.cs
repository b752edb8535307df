using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>The gRPC door. Configured under <c>Spico:Grpc</c>.</summary>
public sealed class GrpcDoorOptions
{
    /// <summary>A session that unary calls share ends after this long without a call. Default: 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A unary call without an earlier deadline is answered DEADLINE after this. Default: 10 seconds, as everywhere.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan CallDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a request. Default: 64 KiB, as a frame elsewhere.</summary>
    [Range(1_024, 16_777_216)]
    public int ReceiveBytesMax { get; set; } = 64 * 1024;

    /// <summary>Bytes of a response or push. Default: 4 MiB: a page of history and what surrounds it.</summary>
    [Range(1_048_576, 67_108_864)]
    public int SendBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>Characters of an access token. Default: 8,192.</summary>
    [Range(256, 65_536)]
    public int TokenLengthMax { get; set; } = 8192;

    /// <summary>
    /// What a Watch whose session ended may still take to read what was written and the status. Default: 5 seconds;
    /// then its stream is reset.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan WatchEndingMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pushes written to a Watch between flushes. Default: 128.</summary>
    [Range(1, 10_000)]
    public int PushesPerFlushMax { get; set; } = 128;
}
