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

    /// <summary>The largest upload, as told to clients that ask. Default: 50 MiB; the silo's limit counts.</summary>
    [Range(1, 1_073_741_824)]
    public long UploadBytesMax { get; set; } = 50 * 1024 * 1024;
}
