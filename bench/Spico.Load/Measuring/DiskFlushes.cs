using System.Globalization;

namespace Spico.Load.Measuring;

/// <summary>
/// Flushes that the disks of this machine completed, from <c>/proc/diskstats</c>: whoever asked for them.
/// </summary>
internal static class DiskFlushes
{
    private const string File = "/proc/diskstats";
    private const int FlushField = 18;

    /// <summary>Null where the kernel does not tell.</summary>
    public static long? Count() => System.IO.File.Exists(File) ? Parse(System.IO.File.ReadAllText(File)) : null;

    public static long? Parse(string text)
    {
        long? flushes = null;
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

            // Loop devices pass their flushes on to the disk below, which counts them too.
            if (fields.Length > FlushField && !fields[2].StartsWith("loop", StringComparison.Ordinal))
            {
                flushes = (flushes ?? 0) + long.Parse(fields[FlushField], CultureInfo.InvariantCulture);
            }
        }

        return flushes;
    }
}
