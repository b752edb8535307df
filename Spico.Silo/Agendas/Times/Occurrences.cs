using Spico.Protocol.V1;

namespace Spico.Silo.Agendas.Times;

/// <summary>When an appointment takes place: as its recurrence has it, but for what was changed.</summary>
internal static class Occurrences
{
    /// <summary>The end of what has none.</summary>
    public const long Never = long.MaxValue;

    private const long MillisecondsPerMinute = 60_000;
    private const int LastYear = 2200;
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    /// <summary>Those that take some of the time between two instants, in no order of meaning.</summary>
    public static IEnumerable<Occurrence> Between(Appointment appointment, long from, long to)
    {
        long length = appointment.Minutes * MillisecondsPerMinute;
        var changed = appointment.Changes.ToDictionary(change => change.Occurrence);
        foreach (long planned in PlannedFrom(appointment, from - length))
        {
            if (planned >= to)
            {
                break;
            }

            if (planned + length > from && !changed.ContainsKey(planned))
            {
                yield return new Occurrence(planned, planned, planned + length);
            }
        }

        foreach (OccurrenceChange change in appointment.Changes)
        {
            long end = change.StartsAt + (change.Minutes * MillisecondsPerMinute);
            if (!change.Skipped && change.StartsAt < to && end > from)
            {
                yield return new Occurrence(change.Occurrence, change.StartsAt, end);
            }
        }
    }

    /// <summary>Whether the recurrence has an occurrence begin at an instant.</summary>
    public static bool IsPlanned(Appointment appointment, long instant) =>
        PlannedFrom(appointment, instant).TakeWhile(planned => planned <= instant).Contains(instant);

    /// <summary>When the first begins, and when the last ends.</summary>
    public static (long From, long To) SpanOf(Appointment appointment)
    {
        long length = appointment.Minutes * MillisecondsPerMinute;
        long from = appointment.StartsAt;
        long to = appointment.Recurrence switch
        {
            null => from + length,
            { Count: > 0 } => PlannedFrom(appointment, long.MinValue).Last() + length,
            { Until: > 0 } recurrence => recurrence.Until + length,
            _ => Never,
        };
        foreach (OccurrenceChange change in appointment.Changes.Where(change => !change.Skipped))
        {
            from = Math.Min(from, change.StartsAt);
            to = Math.Max(to, change.StartsAt + (change.Minutes * MillisecondsPerMinute));
        }

        return (from, to);
    }

    /// <summary>
    /// The instants at which the recurrence has occurrences begin, in order; those well before an instant are left out.
    /// </summary>
    public static IEnumerable<long> PlannedFrom(Appointment appointment, long from)
    {
        if (appointment.Recurrence is not { } recurrence)
        {
            yield return appointment.StartsAt;
            yield break;
        }

        ZonedTime place = ZonedTime.Find(appointment.TimeZone)!;
        DateTime first = place.ToLocal(appointment.StartsAt);
        // Most of a long series is not converted: that it is before the time asked for is seen from the date.
        DateTime near = from <= appointment.StartsAt ? DateTime.MinValue : place.ToLocal(from) - Margin;
        uint count = 0;
        foreach (DateTime local in RecurringDates.From(recurrence, first))
        {
            if (local.Year > LastYear || (recurrence.Count > 0 && count++ == recurrence.Count))
            {
                yield break;
            }

            if (local < near)
            {
                continue;
            }

            long instant = place.ToInstant(local);
            if (recurrence.Until > 0 && instant > recurrence.Until)
            {
                yield break;
            }

            yield return instant;
        }
    }
}
