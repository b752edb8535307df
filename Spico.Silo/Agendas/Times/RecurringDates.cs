using Spico.Protocol.V1;

namespace Spico.Silo.Agendas.Times;

/// <summary>The days on which something recurs, without end, each at the same time of the day.</summary>
internal static class RecurringDates
{
    private const int DaysPerWeek = 7;
    private const int FifthOfMonth = 4;

    /// <summary>The dates from the first one on.</summary>
    public static IEnumerable<DateTime> From(Recurrence recurrence, DateTime first)
    {
        int every = recurrence.Every == 0 ? 1 : (int)recurrence.Every;
        return recurrence.Unit switch
        {
            RecurrenceUnit.Week => Weekly(recurrence, first, every),
            RecurrenceUnit.Month => Monthly(recurrence, first, every),
            _ => Daily(first, every),
        };
    }

    /// <summary>A day of the week, 1 (Monday) to 7 (Sunday).</summary>
    public static uint WeekdayOf(DateTime day) =>
        day.DayOfWeek == DayOfWeek.Sunday ? DaysPerWeek : (uint)day.DayOfWeek;

    /// <summary>Which of its weekday in the month a day is, 1 to 4; -1: the last of five.</summary>
    public static int PlaceInMonth(DateTime day)
    {
        int before = (day.Day - 1) / DaysPerWeek;
        return before == FifthOfMonth ? -1 : before + 1;
    }

    private static IEnumerable<DateTime> Daily(DateTime first, int every)
    {
        for (DateTime day = first; ; day = day.AddDays(every))
        {
            yield return day;
        }
    }

    private static IEnumerable<DateTime> Weekly(Recurrence recurrence, DateTime first, int every)
    {
        uint[] weekdays = recurrence.Weekdays.Count == 0
            ? [WeekdayOf(first)]
            : [.. recurrence.Weekdays.Distinct().Order()];
        DateTime monday = first.AddDays(1 - (int)WeekdayOf(first));
        for (; ; monday = monday.AddDays(DaysPerWeek * every))
        {
            foreach (uint weekday in weekdays)
            {
                DateTime day = monday.AddDays(weekday - 1);
                if (day >= first)
                {
                    yield return day;
                }
            }
        }
    }

    private static IEnumerable<DateTime> Monthly(Recurrence recurrence, DateTime first, int every)
    {
        var begin = new DateTime(first.Year, first.Month, 1);
        for (DateTime month = begin; ; month = month.AddMonths(every))
        {
            int day = recurrence.ByWeekday ? DayInMonth(month, first) : first.Day;
            if (day > 0 && day <= DateTime.DaysInMonth(month.Year, month.Month))
            {
                yield return month.AddDays(day - 1) + first.TimeOfDay;
            }
        }
    }

    // The day of a month that is the same weekday at the same place.
    private static int DayInMonth(DateTime month, DateTime first)
    {
        int place = PlaceInMonth(first);
        int ahead = ((int)WeekdayOf(first) - (int)WeekdayOf(month) + DaysPerWeek) % DaysPerWeek;
        int days = DateTime.DaysInMonth(month.Year, month.Month);
        return place > 0
            ? 1 + ahead + ((place - 1) * DaysPerWeek)
            : 1 + ahead + ((days - 1 - ahead) / DaysPerWeek * DaysPerWeek);
    }
}
