using System.Globalization;

namespace Spico.Load.Measuring;

/// <summary>
/// Processor time and memory of processes with all their descendants, from /proc. A child that has ended is counted
/// with its parent.
/// </summary>
internal static class ProcessTrees
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux we know.

    /// <summary>The processor seconds of the trees.</summary>
    public static double CpuSeconds(IEnumerable<int> roots) =>
        Members(roots).Sum(process => process.Ticks) / TicksPerSecond;

    /// <summary>Resident bytes of the trees; pages that processes share count once.</summary>
    public static long MemoryBytes(IEnumerable<int> roots) => Members(roots).Sum(process => Memory(process.Id));

    private static IEnumerable<ProcessStat> Members(IEnumerable<int> roots)
    {
        HashSet<int> wanted = [.. roots];
        if (wanted.Count == 0)
        {
            return [];
        }

        List<ProcessStat> all = [.. All()];
        ILookup<int, ProcessStat> children = all.ToLookup(process => process.Parent);
        List<ProcessStat> members = [];
        Queue<ProcessStat> open = new(all.Where(process => wanted.Contains(process.Id)));
        HashSet<int> seen = [];
        while (open.TryDequeue(out ProcessStat process))
        {
            if (seen.Add(process.Id))
            {
                members.Add(process);
                foreach (ProcessStat child in children[process.Id])
                {
                    open.Enqueue(child);
                }
            }
        }

        return members;
    }

    private static IEnumerable<ProcessStat> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) &&
                ReadOrNull($"{folder}/stat") is { } stat && ProcessStat.TryParse(id, stat, out ProcessStat process))
            {
                yield return process;
            }
        }
    }

    private static long Memory(int process)
    {
        // Proportional: a page of shared buffers belongs in equal parts to those who have it.
        string? text = ReadOrNull($"/proc/{process}/smaps_rollup");
        if (Kilobytes(text, "Pss:") is { } proportional)
        {
            return proportional * 1024;
        }

        return (Kilobytes(ReadOrNull($"/proc/{process}/status"), "VmRSS:") ?? 0) * 1024;
    }

    private static long? Kilobytes(string? text, string field)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> value = line[field.Length..].Trim();
                return long.Parse(value[..value.IndexOf(' ')], CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static string? ReadOrNull(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended a moment ago, or is another user's.
            return null;
        }
    }
}
