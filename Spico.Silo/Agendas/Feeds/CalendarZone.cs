using System.Globalization;

namespace Spico.Silo.Agendas.Feeds;

/// <summary>A time zone as iCalendar has it: when its clocks are put forward and back, as is in force.</summary>
internal static class CalendarZone
{
    private const int FirstYear = 1996;
    private const int LastWeek = 5;

    /// <summary>Writes a zone.</summary>
    public static void Write(CalendarText text, TimeZoneInfo zone)
    {
        text.Add("BEGIN", "VTIMEZONE").Add("TZID", zone.Id);
        TimeZoneInfo.AdjustmentRule? rule = zone.GetAdjustmentRules().LastOrDefault();
        bool hasSummer = rule is { DateEnd.Year: >= 9999 } && rule.DaylightDelta != TimeSpan.Zero
            && !rule.DaylightTransitionStart.IsFixedDateRule && !rule.DaylightTransitionEnd.IsFixedDateRule;
        TimeSpan standard = zone.BaseUtcOffset + (rule?.BaseUtcOffsetDelta ?? TimeSpan.Zero);
        if (hasSummer)
        {
            TimeSpan summer = standard + rule!.DaylightDelta;
            Write(text, "DAYLIGHT", standard, summer, rule.DaylightTransitionStart);
            Write(text, "STANDARD", summer, standard, rule.DaylightTransitionEnd);
        }
        else
        {
            text.Add("BEGIN", "STANDARD")
                .Add("DTSTART", "19700101T000000")
                .Add("TZOFFSETFROM", Offset(standard))
                .Add("TZOFFSETTO", Offset(standard))
                .Add("END", "STANDARD");
        }

        text.Add("END", "VTIMEZONE");
    }

    private static void Write(
        CalendarText text, string kind, TimeSpan from, TimeSpan to, TimeZoneInfo.TransitionTime change)
    {
        string weekday = change.DayOfWeek.ToString()[..2].ToUpperInvariant();
        string week = change.Week == LastWeek ? "-1" : change.Week.ToString(CultureInfo.InvariantCulture);
        text.Add("BEGIN", kind)
            .Add("DTSTART", CalendarText.Local(First(change)))
            .Add("TZOFFSETFROM", Offset(from))
            .Add("TZOFFSETTO", Offset(to))
            .Add("RRULE", $"FREQ=YEARLY;BYMONTH={change.Month};BYDAY={week}{weekday}")
            .Add("END", kind);
    }

    private static DateTime First(TimeZoneInfo.TransitionTime change)
    {
        var day = new DateTime(FirstYear, change.Month, 1);
        while (day.DayOfWeek != change.DayOfWeek)
        {
            day = day.AddDays(1);
        }

        day = day.AddDays(7 * (change.Week - 1));
        return (day.Month == change.Month ? day : day.AddDays(-7)) + change.TimeOfDay.TimeOfDay;
    }

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);
}
