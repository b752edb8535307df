namespace Spico.Silo.Agendas.Times;

/// <summary>What takes the same time.</summary>
internal static class Overlaps
{
    /// <summary>
    /// How many others take some of the time of each. What ends when another begins does not overlap it. None is empty.
    /// </summary>
    public static int[] Count(IReadOnlyList<Occurrence> times)
    {
        long[] starts = [.. times.Select(time => time.StartsAt).Order()];
        long[] ends = [.. times.Select(time => time.EndsAt).Order()];
        // All that have begun before it ends, but those that have ended when it begins, and itself.
        return [.. times.Select(time => Before(starts, time.EndsAt) - Before(ends, time.StartsAt + 1) - 1)];
    }

    // How many are less than a value.
    private static int Before(long[] sorted, long value)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
