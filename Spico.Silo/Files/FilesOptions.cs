using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Files;

/// <summary>Files, where they lie and what is let in. Configured under <c>Spico:Files</c>.</summary>
public sealed class FilesOptions
{
    /// <summary>
    /// The folder of their bytes, sealed. Default: empty, which stands for <c>files</c> in the data folder. The silos
    /// of a cluster share one folder, and say which.
    /// </summary>
    public string Folder { get; set; } = string.Empty;

    /// <summary>The largest file. Default: 50 MiB.</summary>
    [Range(1, 1_073_741_824)]
    public long FileBytesMax { get; set; } = 50 * 1024 * 1024;

    /// <summary>What one person's files may take together. Default: 10 GiB, years of documents and photos.</summary>
    [Range(1, 1_099_511_627_776)]
    public long PersonBytesMax { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Files of one person that are announced and not ready. Default: 20, what one message may show.</summary>
    [Range(1, 10_000)]
    public int UploadsMax { get; set; } = 20;

    /// <summary>How long an upload may take, with all its interruptions. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan UploadKept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a file that is ready waits for its owner to show it; afterwards only those streams hold it that do.
    /// Default: 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "366.00:00:00")]
    public TimeSpan UnshownKept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a ticket lasts. Default: 10 minutes: longer than a request waits in a client, shorter than a shift.
    /// What began in time goes on; the command gives a fresh one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pixels of an image. Default: 50 million, 200 MB while it is open.</summary>
    [Range(1, 1_000_000_000)]
    public long PixelsMax { get; set; } = 50_000_000;

    /// <summary>The longer side of a thumbnail, in pixels. Default: 320.</summary>
    [Range(16, 4_096)]
    public int ThumbnailPixels { get; set; } = 320;

    /// <summary>Entries of an archive. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int ArchiveEntriesMax { get; set; } = 1_000;

    /// <summary>Bytes an archive may unpack to. Default: 200 MiB.</summary>
    [Range(1, 107_374_182_400)]
    public long ArchiveBytesMax { get; set; } = 200 * 1024 * 1024;

    /// <summary>
    /// Files looked at at once on one silo. Default: 1: an image may take 400 MB, and uploads wait better than
    /// messages.
    /// </summary>
    [Range(1, 64)]
    public int InspectionsAtOnce { get; set; } = 1;

    /// <summary>
    /// Where <c>clamd</c> listens: <c>host:port</c>, or the path of its socket. Default: empty: files are not scanned.
    /// When it is set, no file is ready that was not found clean.
    /// </summary>
    public string Scanner { get; set; } = string.Empty;

    /// <summary>How long a scan may take. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ScanTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often what nobody holds any more is removed, and what waits for the scanner is looked at. Default: 1
    /// minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often the folder is compared with what is recorded. Default: 1 hour, and at the start.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "31.00:00:00")]
    public TimeSpan OrphanSweepPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How old something is before a sweep takes it for left over: its record, or its fact, may be on its way.
    /// Default: 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);
}
