using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Protocols.Files;

/// <summary>Files over HTTP. Configured under <c>Spico:FileDoor</c>.</summary>
public sealed class FileDoorOptions
{
    /// <summary>
    /// Uploads and downloads at once on this gateway. Default: 64; each takes some 1 MiB, more are told to come back.
    /// </summary>
    [Range(1, 10_000)]
    public int TransfersMax { get; set; } = 64;

    /// <summary>Bytes a second that an upload must bring, or else ends with 408. Default: 240; 0: any.</summary>
    [Range(0, 1_048_576)]
    public double UploadBytesPerSecondMin { get; set; } = 240;

    /// <summary>How long an upload may be slower than that. Default: 5 seconds; more than one.</summary>
    [Range(typeof(TimeSpan), "00:00:01.001", "00:05:00")]
    public TimeSpan SlowUploadMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest upload, as told to clients that ask. Default: 50 MiB; the silo's limit counts.</summary>
    [Range(1, 1_073_741_824)]
    public long UploadBytesMax { get; set; } = 50 * 1024 * 1024;
}
