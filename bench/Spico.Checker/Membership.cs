namespace Spico.Checker;

/// <summary>Who may read what of a conversation, as its own log has it.</summary>
internal sealed class Membership
{
    private readonly Dictionary<Guid, List<Period>> _periods = [];

    public Membership(IReadOnlyList<LogEntry> log)
    {
        foreach (LogEntry entry in log)
        {
            if (entry.Seq == 1 && entry.Kind == LogEntryKind.Other)
            {
                // Whoever creates a conversation is its first member.
                Begin(entry.Author, new Period(0, long.MaxValue, 0, false));
            }
            else if (entry.Kind == LogEntryKind.MemberAdded)
            {
                // Other rights for a member replace those they had.
                End(entry.Person, entry.Seq - 1, isAccessLost: false);
                Begin(entry.Person, new Period(entry.VisibleAfter, long.MaxValue, entry.Withheld, false));
            }
            else if (entry.Kind == LogEntryKind.MemberEnded)
            {
                End(entry.Person, entry.Seq, isAccessLost: true);
            }
        }
    }

    public enum Sight
    {
        Nothing,
        Elided,
        Full,

        /// <summary>The rights changed: at one time elided, at another full.</summary>
        Either,
    }

    public Sight Of(Guid person, LogEntry entry)
    {
        var sight = Sight.Nothing;
        foreach (Period period in _periods.GetValueOrDefault(person) ?? [])
        {
            if (entry.Seq > period.VisibleAfter && entry.Seq <= period.End)
            {
                bool isWithheld = (period.Withheld & (1 << entry.DataClass)) != 0
                    || (entry.About > 0 && entry.About <= period.VisibleAfter);
                Sight here = isWithheld ? Sight.Elided : Sight.Full;
                sight = sight == Sight.Nothing || sight == here ? here : Sight.Either;
            }
        }

        return sight;
    }

    /// <summary>The last position a person may read, 0 when none.</summary>
    public long LastReadable(Guid person, long head) =>
        _periods.GetValueOrDefault(person) is { } periods ? Math.Min(head, periods.Max(period => period.End)) : 0;

    /// <summary>Whether the person's access ended after one position and before another.</summary>
    public bool EndedBetween(Guid person, long after, long before)
    {
        foreach (Period period in _periods.GetValueOrDefault(person) ?? [])
        {
            if (period.End > after && period.End < before && period.IsAccessLost)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the fact at the position ended the person's access.</summary>
    public bool EndsAt(Guid person, long seq) =>
        _periods.TryGetValue(person, out List<Period>? periods) &&
        periods.Exists(period => period.End == seq && period.IsAccessLost);

    /// <summary>Whether nothing between the two positions may be read, so that a subscription may skip it.</summary>
    public bool IsHidden(Guid person, long after, long upTo)
    {
        foreach (Period period in _periods.GetValueOrDefault(person) ?? [])
        {
            if (period.VisibleAfter == upTo)
            {
                // Who came back reads what their latest admission gives, not what an earlier one gave.
                return true;
            }
        }

        return !(_periods.GetValueOrDefault(person) ?? []).Exists(
            period => Math.Max(after, period.VisibleAfter) < Math.Min(upTo, period.End));
    }

    private void Begin(Guid person, Period period)
    {
        if (!_periods.TryGetValue(person, out List<Period>? periods))
        {
            _periods[person] = periods = [];
        }

        periods.Add(period);
    }

    private void End(Guid person, long seq, bool isAccessLost)
    {
        if (_periods.TryGetValue(person, out List<Period>? periods) && periods[^1].End == long.MaxValue)
        {
            periods[^1] = periods[^1] with { End = seq, IsAccessLost = isAccessLost };
        }
    }

    private readonly record struct Period(long VisibleAfter, long End, int Withheld, bool IsAccessLost);
}
