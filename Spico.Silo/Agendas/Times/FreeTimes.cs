namespace Spico.Silo.Agendas.Times;

/// <summary>What is left between times that are taken.</summary>
internal static class FreeTimes
{
    /// <summary>
    /// The times of at least some length, each as long as it can be, in order: inside the hours, outside what is taken.
    /// </summary>
    public static IEnumerable<(long From, long To)> Find(
        IEnumerable<(long From, long To)> hours, IEnumerable<(long From, long To)> taken, long length)
    {
        (long From, long To)[] sorted = [.. taken.Order()];
        int next = 0;
        long free = long.MinValue;
        foreach ((long from, long to) in Joined(hours))
        {
            free = Math.Max(free, from);
            // What begins before these hours end bears on them; what ends after them bears on the next ones too.
            while (next < sorted.Length && sorted[next].From < to)
            {
                if (sorted[next].From - free >= length)
                {
                    yield return (free, sorted[next].From);
                }

                free = Math.Max(free, sorted[next++].To);
            }

            if (to - free >= length)
            {
                yield return (free, to);
            }
        }
    }

    // Hours that follow each other without a gap are one: midnight interrupts nothing.
    private static IEnumerable<(long From, long To)> Joined(IEnumerable<(long From, long To)> hours)
    {
        (long From, long To)? held = null;
        foreach ((long From, long To) some in hours)
        {
            if (held is { } before && before.To >= some.From)
            {
                held = (before.From, Math.Max(before.To, some.To));
            }
            else
            {
                if (held is { } whole)
                {
                    yield return whole;
                }

                held = some;
            }
        }

        if (held is { } last)
        {
            yield return last;
        }
    }
}
