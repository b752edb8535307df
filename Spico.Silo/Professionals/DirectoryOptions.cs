using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Professionals;

/// <summary>The directory of professionals. Configured under <c>Spico:Directory</c>.</summary>
public sealed class DirectoryOptions
{
    /// <summary>
    /// Percent of the people, or of the structures, of the directory in use that an import may leave out before it is
    /// held for approval. Default: 5: a month of ordinary change is less, half a file is more.
    /// </summary>
    [Range(0, 100)]
    public double VanishedPercentMax { get; set; } = 5;

    /// <summary>
    /// People who keep their identifier and share no word of their name with who had it before, before an import is
    /// held for approval. Default: 0: an identifier is never given again.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RenamedMax { get; set; }

    /// <summary>
    /// How often a server looks whether another import was put in use, whose missing people lose their sessions.
    /// Default: 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan CheckPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with rows is kept up to here; more is counted. Default: 1,000.</summary>
    [Range(0, 100_000)]
    public int FindingsMax { get; set; } = 1_000;

    /// <summary>Bytes of a line of an extract. Default: 16 KiB; the longest published ones have some 1,000.</summary>
    [Range(1_024, 1_048_576)]
    public int LineBytesMax { get; set; } = 16 * 1024;

    /// <summary>Rows of an extract. Default: 10 million; the country has some 2 million.</summary>
    [Range(1, 1_000_000_000)]
    public int RowsMax { get; set; } = 10_000_000;

    /// <summary>
    /// Different professions, specialties, towns … of each kind in an extract. Default: 200,000; the country has some
    /// 36,000 towns.
    /// </summary>
    [Range(1, 10_000_000)]
    public int TermsMax { get; set; } = 200_000;

    /// <summary>
    /// Searches of one person a minute, on all their devices, as many in a burst; 0: not limited. Default: 60, more
    /// than a person types.
    /// </summary>
    [Range(0, 1_000_000)]
    public int SearchesPerMinute { get; set; } = 60;

    /// <summary>
    /// Entries found by one person in a day, on all their devices; 0: not limited. Default: 5,000: plenty for work,
    /// and a year to copy the country.
    /// </summary>
    [Range(0, 100_000_000)]
    public int EntriesPerDay { get; set; } = 5_000;
}
