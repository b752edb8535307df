using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;

namespace Spico.Silo.Agendas.Feeds;

/// <summary>
/// An agenda as calendar software reads it. Of an appointment about a patient it tells when it is and of what kind: no
/// text that somebody wrote, no place, no dossier. The same agenda makes the same bytes.
/// </summary>
internal static class AgendaFeed
{
    private const string RefreshEvery = "PT15M";
    private const long MillisecondsPerMinute = 60_000;
    private static readonly string[] Weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>Writes an agenda.</summary>
    public static string Write(StreamId agenda, AgendaState fold)
    {
        var text = new CalendarText();
        text.Add("BEGIN", "VCALENDAR")
            .Add("VERSION", "2.0")
            .Add("PRODID", "-//Spico//Agenda//FR")
            .Add("CALSCALE", "GREGORIAN")
            .Add("X-WR-CALNAME", "Spico")
            .Add("REFRESH-INTERVAL;VALUE=DURATION", RefreshEvery)
            .Add("X-PUBLISHED-TTL", RefreshEvery);
        Appointment[] appointments =
        [
            .. fold.Appointments.OrderBy(one => one.StartsAt).ThenBy(one => one.CreatedAt)
                .ThenBy(one => one.Appointment_),
        ];
        // A calendar has something in it: of an empty agenda, where its time is counted.
        foreach (string zone in appointments.Select(one => one.TimeZone).DefaultIfEmpty(ZonedTime.Default)
            .Distinct().Order(StringComparer.Ordinal))
        {
            CalendarZone.Write(text, ZonedTime.Find(zone)!.Zone);
        }

        foreach (Appointment appointment in appointments)
        {
            Write(text, appointment, fold.TakesTime(appointment));
        }

        return text.Add("END", "VCALENDAR").ToString();
    }

    private static void Write(CalendarText text, Appointment appointment, bool takesTime)
    {
        ZonedTime place = ZonedTime.Find(appointment.TimeZone)!;
        Begin(text, appointment, takesTime);
        WriteTime(text, place, appointment.StartsAt, appointment.Minutes);
        if (appointment.Recurrence is { } recurrence)
        {
            text.Add("RRULE", RuleOf(recurrence, place.ToLocal(appointment.StartsAt)));
            foreach (OccurrenceChange change in appointment.Changes.Where(change => change.Skipped))
            {
                text.Add($"EXDATE;TZID={place.Zone.Id}", Planned(place, change));
            }
        }

        text.Add("END", "VEVENT");
        foreach (OccurrenceChange change in appointment.Changes.Where(change => !change.Skipped))
        {
            Begin(text, appointment, takesTime);
            text.Add($"RECURRENCE-ID;TZID={place.Zone.Id}", Planned(place, change));
            WriteTime(text, place, change.StartsAt, change.Minutes);
            text.Add("END", "VEVENT");
        }
    }

    private static void Begin(CalendarText text, Appointment appointment, bool takesTime)
    {
        bool isOfPatient = !appointment.Dossier.IsEmpty;
        string title = isOfPatient || appointment.Title.Length == 0 ? NameOf(appointment.Kind) : appointment.Title;
        string id = Convert.ToHexStringLower(appointment.Agenda.Span);
        text.Add("BEGIN", "VEVENT")
            .Add("UID", $"{id}-{appointment.Appointment_}@spico")
            .Add("DTSTAMP", CalendarText.Instant(appointment.ChangedAt))
            .Add("CREATED", CalendarText.Instant(appointment.CreatedAt))
            .Add("LAST-MODIFIED", CalendarText.Instant(appointment.ChangedAt))
            .Add("SEQUENCE", (appointment.Version - 1).ToString(CultureInfo.InvariantCulture))
            .AddText("SUMMARY", title)
            .AddText("LOCATION", isOfPatient ? string.Empty : appointment.Place)
            .Add("CLASS", "CONFIDENTIAL")
            .Add("STATUS", StatusOf(appointment, takesTime))
            .Add("TRANSP", takesTime ? "OPAQUE" : "TRANSPARENT");
    }

    // The end is written as clocks show it, but where they show it twice.
    private static void WriteTime(CalendarText text, ZonedTime place, long startsAt, uint minutes)
    {
        foreach ((string name, long instant) in new[]
        {
            ("DTSTART", startsAt), ("DTEND", startsAt + (minutes * MillisecondsPerMinute)),
        })
        {
            if (place.Names(instant))
            {
                text.Add($"{name};TZID={place.Zone.Id}", CalendarText.Local(place.ToLocal(instant)));
            }
            else
            {
                text.Add(name, CalendarText.Instant(instant));
            }
        }
    }

    // As clocks show it: where they leave out the time that the recurrence says, some know it by no other.
    private static string Planned(ZonedTime place, OccurrenceChange change) =>
        CalendarText.Local(place.ToLocal(change.Occurrence));

    private static string RuleOf(Recurrence recurrence, DateTime first)
    {
        string day = Weekdays[RecurringDates.WeekdayOf(first) - 1];
        string rule = recurrence.Unit switch
        {
            RecurrenceUnit.Week => "FREQ=WEEKLY;WKST=MO;BYDAY=" + (recurrence.Weekdays.Count == 0
                ? day
                : string.Join(',', recurrence.Weekdays.Distinct().Order().Select(one => Weekdays[one - 1]))),
            RecurrenceUnit.Month when recurrence.ByWeekday =>
                $"FREQ=MONTHLY;BYDAY={RecurringDates.PlaceInMonth(first)}{day}",
            RecurrenceUnit.Month => $"FREQ=MONTHLY;BYMONTHDAY={first.Day}",
            _ => "FREQ=DAILY",
        };
        return rule
            + (recurrence.Every > 1 ? $";INTERVAL={recurrence.Every}" : string.Empty)
            + (recurrence.Count > 0 ? $";COUNT={recurrence.Count}" : string.Empty)
            + (recurrence.Until > 0 ? $";UNTIL={CalendarText.Instant(recurrence.Until)}" : string.Empty);
    }

    private static string StatusOf(Appointment appointment, bool takesTime) => appointment.State switch
    {
        AppointmentState.Proposed or AppointmentState.Pending when takesTime => "TENTATIVE",
        AppointmentState.NoShow => "CONFIRMED",
        _ => takesTime ? "CONFIRMED" : "CANCELLED",
    };

    private static string NameOf(AppointmentKind kind) => kind switch
    {
        AppointmentKind.HomeVisit => "Visite à domicile",
        AppointmentKind.Consultation => "Consultation",
        AppointmentKind.Meeting => "Réunion",
        AppointmentKind.HospitalStay => "Hospitalisation",
        AppointmentKind.Transport => "Transport",
        AppointmentKind.Call => "Appel",
        AppointmentKind.Absence => "Absence",
        _ => "Rendez-vous",
    };
}
