namespace Spico.Silo.Professionals;

/// <summary>What one person may look up: searches a minute, entries a day. A limit of 0 is none.</summary>
internal sealed class SearchAllowance(int searchesPerMinute, int entriesPerDay)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private double _searches = searchesPerMinute;
    private DateTimeOffset _filledAt;
    private DateTimeOffset _dayBegan;
    private long _entries;

    /// <summary>Takes one search. Zero, or how long to wait.</summary>
    public TimeSpan Take(DateTimeOffset now)
    {
        TimeSpan untilNextDay = UntilNextDay(now);
        if (untilNextDay > TimeSpan.Zero || searchesPerMinute == 0)
        {
            return untilNextDay;
        }

        double perSecond = searchesPerMinute / 60.0;
        _searches = Math.Min(searchesPerMinute, _searches + (perSecond * Math.Max(0, (now - _filledAt).TotalSeconds)));
        _filledAt = now;
        if (_searches < 1)
        {
            return TimeSpan.FromSeconds((1 - _searches) / perSecond);
        }

        _searches--;
        return TimeSpan.Zero;
    }

    /// <summary>Zero while there are entries left for the day, or how long until the next.</summary>
    public TimeSpan UntilNextDay(DateTimeOffset now)
    {
        if (now >= _dayBegan + Day)
        {
            _dayBegan = now;
            _entries = 0;
        }

        return IsDaySpent ? _dayBegan + Day - now : TimeSpan.Zero;
    }

    /// <summary>Whether the entries of the day are used up.</summary>
    public bool IsDaySpent => entriesPerDay > 0 && _entries >= entriesPerDay;

    /// <summary>Counts entries that were found.</summary>
    public void Found(int entries) => _entries += entries;
}
