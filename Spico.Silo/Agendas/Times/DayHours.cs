namespace Spico.Silo.Agendas.Times;

/// <summary>The hours of the days on which something is looked for, as the clocks of a place show them.</summary>
/// <param name="Place">The place.</param>
/// <param name="Weekdays">1 (Monday) to 7 (Sunday); none: all.</param>
/// <param name="FromMinute">The minute of the day from which on.</param>
/// <param name="UntilMinute">The minute of the day until which; 1440 is the end of the day.</param>
internal sealed record DayHours(
    ZonedTime Place, IReadOnlyCollection<uint> Weekdays, int FromMinute, int UntilMinute)
{
    /// <summary>These hours between two instants, in order.</summary>
    public IEnumerable<(long From, long To)> Between(long from, long to)
    {
        for (DateTime day = Place.ToLocal(from).Date; ; day = day.AddDays(1))
        {
            long begin = Math.Max(from, Place.ToInstant(day.AddMinutes(FromMinute)));
            if (begin >= to)
            {
                yield break;
            }

            long end = Math.Min(to, Place.ToInstant(day.AddMinutes(UntilMinute)));
            if (end > begin && (Weekdays.Count == 0 || Weekdays.Contains(RecurringDates.WeekdayOf(day))))
            {
                yield return (begin, end);
            }
        }
    }
}
