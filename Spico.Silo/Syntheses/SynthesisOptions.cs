using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Syntheses;

/// <summary>Syntheses, and how large they may be. Configured under <c>Spico:Syntheses</c>.</summary>
public sealed class SynthesisOptions
{
    /// <summary>Messages of a synthesis. Default: 10,000, some 700 pages.</summary>
    [Range(1, 100_000)]
    public int MessagesMax { get; set; } = 10_000;

    /// <summary>
    /// Bytes of the text of its messages, all versions together, which are held in memory. Default: 16 MiB, a small
    /// library.
    /// </summary>
    [Range(1, 268_435_456)]
    public long TextBytesMax { get; set; } = 16 * 1024 * 1024;

    /// <summary>Pages of a synthesis. Default: 3,000, six reams.</summary>
    [Range(1, 100_000)]
    public int PagesMax { get; set; } = 3_000;

    /// <summary>Files that go with it. Default: 500.</summary>
    [Range(1, 10_000)]
    public int FilesMax { get; set; } = 500;

    /// <summary>Bytes of the files that go with it. Default: 200 MiB: what a mailbox refuses anyway.</summary>
    [Range(1, 1_073_741_824)]
    public long FileBytesMax { get; set; } = 200 * 1024 * 1024;

    /// <summary>Syntheses made at once on one silo. Default: 1: messages come first.</summary>
    [Range(1, 64)]
    public int AtOnce { get; set; } = 1;

    /// <summary>Syntheses that wait or are made, of one person. Default: 3.</summary>
    [Range(1, 1_000)]
    public int OpenPerPersonMax { get; set; } = 3;

    /// <summary>Syntheses that wait or are made, of everybody. Default: 200: minutes of waiting.</summary>
    [Range(1, 100_000)]
    public int OpenMax { get; set; } = 200;

    /// <summary>
    /// How long a document is kept. Default: 24 hours: it holds texts that may be retracted meanwhile, and may be made
    /// again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan Kept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often the asker is told how far a synthesis is. Default: half a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan ProgressPeriod { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How often one is begun that fails in a way that may pass, before it is refused. Default: 5.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; set; } = 5;
}
