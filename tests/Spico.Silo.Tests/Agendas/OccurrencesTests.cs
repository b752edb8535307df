using CsCheck;
using Ical.Net;
using Ical.Net.DataTypes;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Occurrence = Spico.Silo.Agendas.Times.Occurrence;

namespace Spico.Silo.Tests.Agendas;

public sealed class OccurrencesTests
{
    private const long Night = 12 * TimeSpan.MillisecondsPerHour;

    private static readonly long From = Planner.Utc("2026-02-01T00:00");
    private static readonly long To = Planner.Utc("2026-12-01T00:00");

    // Quarters of an hour from the last days before each change of the clocks of 2026, nights among them.
    private static readonly Gen<long> Starts = Gen.Select(
        Planner.AnyOf(
            Planner.Utc("2026-03-20T00:00"), Planner.Utc("2026-10-16T00:00"), Planner.Utc("2026-01-29T00:00")),
        Gen.Int[0, 10 * 24 * 4]).Select((day, quarters) => day + (quarters * 15L * 60_000))
        .Where(start => new ZonedTime(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).Names(start));

    private static readonly Gen<(RecurrenceUnit Unit, uint Every, uint Days, bool ByWeekday, uint Count, uint Until)>
        Recurrences = Gen.Select(
            Planner.AnyOf(RecurrenceUnit.Day, RecurrenceUnit.Week, RecurrenceUnit.Month),
            Gen.UInt[1, 4],
            Gen.UInt[0, 127],
            Gen.Bool,
            Planner.AnyOf(0u, 0u, 1u, 7u, 40u),
            Gen.UInt[0, 200]);

    [Fact]
    public void A_visit_stays_at_nine_when_the_clocks_are_put_back() => Assert.Equal(
        ["2026-10-20T07:00", "2026-10-27T08:00", "2026-11-03T08:00"],
        Begins(Planner.Appointment(
            "2026-10-20T07:00", new Recurrence { Unit = RecurrenceUnit.Week, Count = 3 })));

    [Fact]
    public void What_the_clocks_leave_out_or_show_twice_takes_place_once()
    {
        // Half past two in Paris: left out on 29 March, shown twice on 25 October, the first of which counts.
        var thrice = new Recurrence { Unit = RecurrenceUnit.Day, Count = 3 };
        Assert.Equal(
            ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"],
            Begins(Planner.Appointment("2026-03-28T01:30", thrice)));
        Assert.Equal(
            ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"],
            Begins(Planner.Appointment("2026-10-24T00:30", thrice)));
    }

    [Fact]
    public void A_month_without_the_day_has_none_and_the_fifth_weekday_is_the_last()
    {
        Assert.Equal(
            ["2026-01-31T08:00", "2026-03-31T07:00", "2026-05-31T07:00"],
            Begins(Planner.Appointment(
                "2026-01-31T08:00", new Recurrence { Unit = RecurrenceUnit.Month, Count = 3 })));
        Assert.Equal(
            ["2026-03-31T07:00", "2026-04-28T07:00", "2026-05-26T07:00"],
            Begins(Planner.Appointment(
                "2026-03-31T07:00", new Recurrence { Unit = RecurrenceUnit.Month, ByWeekday = true, Count = 3 })));
    }

    [Fact]
    public void An_occurrence_is_moved_or_left_out_and_the_others_stay()
    {
        Appointment daily = Planner.Appointment(
            "2026-10-24T07:00", new Recurrence { Unit = RecurrenceUnit.Day, Count = 4 });
        daily.Changes.Add(new OccurrenceChange { Occurrence = Planner.Utc("2026-10-25T08:00"), Skipped = true });
        daily.Changes.Add(new OccurrenceChange
        {
            Occurrence = Planner.Utc("2026-10-26T08:00"),
            StartsAt = Planner.Utc("2026-11-26T08:00"),
            Minutes = 90,
        });
        Assert.Equal(["2026-10-24T07:00", "2026-10-27T08:00", "2026-11-26T08:00"], Begins(daily));
        Assert.Equal(Planner.Utc("2026-11-26T09:30"), Occurrences.SpanOf(daily).To);
        Assert.True(Occurrences.IsPlanned(daily, Planner.Utc("2026-10-25T08:00")));
        Assert.False(Occurrences.IsPlanned(daily, Planner.Utc("2026-10-25T07:00")));
        Assert.False(Occurrences.IsPlanned(daily, Planner.Utc("2026-10-28T08:00")));
    }

    /// <summary>
    /// Goal: what we say takes place is what calendar software shows. Method: series at random around the changes of
    /// the clocks, our feed of them read by another implementation of iCalendar, and both compared.
    /// </summary>
    [Fact]
    public void Series_are_what_another_implementation_reads_out_of_the_feed() =>
        Gen.Select(Starts, Recurrences, Gen.UInt[15, 300], Gen.Int[0, 20]).Sample(
            (start, rule, minutes, place) =>
            {
                Appointment series = Series(start, rule);
                series.Minutes = minutes;
                Change(series, place);
                BothSay(series);
            },
            iter: 300);

    /// <summary>Every third night at a quarter to three, left out by the clocks of Paris on 29 March 2026.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_the_clocks_leave_out_may_be_moved_or_left_out_too(int skipped)
    {
        Appointment series = Planner.Appointment(
            "2026-03-26T01:45", new Recurrence { Unit = RecurrenceUnit.Day, Every = 3 });
        Change(series, skipped);
        BothSay(series);
    }

    private static void BothSay(Appointment series)
    {
        Occurrence[] ours =
            [.. Occurrences.Between(series, From, To).OrderBy(one => one.StartsAt).ThenBy(one => one.EndsAt)];
        Assert.Equal(Theirs(Planner.Feed(series)), ours.Select(one => Timed(one.StartsAt, one.EndsAt)));
        (long from, long to) = Occurrences.SpanOf(series);
        Assert.All(ours, one => Assert.True(one.StartsAt >= from && one.EndsAt <= to));
    }

    private static string[] Begins(Appointment appointment) =>
    [
        .. Occurrences.Between(appointment, appointment.StartsAt, long.MaxValue)
            .Select(one => one.StartsAt).Order().Select(Planner.Say),
    ];

    private static Appointment Series(
        long start, (RecurrenceUnit Unit, uint Every, uint Days, bool ByWeekday, uint Count, uint Until) rule)
    {
        var recurrence = new Recurrence
        {
            Unit = rule.Unit,
            Every = rule.Every,
            ByWeekday = rule.ByWeekday && rule.Unit == RecurrenceUnit.Month,
            Count = rule.Count,
            Until = rule.Count > 0 || rule.Until > 150 ? 0 : start + (rule.Until * TimeSpan.MillisecondsPerDay),
        };
        Appointment series = Planner.Appointment("2026-01-01T00:00", recurrence);
        series.StartsAt = start;
        if (rule is { Unit: RecurrenceUnit.Week, Days: > 0 })
        {
            DateTime first = ZonedTime.Find(series.TimeZone)!.ToLocal(start);
            recurrence.Weekdays.Add(Enumerable.Range(1, 7).Select(day => (uint)day).Where(
                day => (rule.Days & (1u << (int)(day - 1))) != 0 || day == RecurringDates.WeekdayOf(first)));
        }

        return series;
    }

    // One occurrence is left out, the next one moved.
    private static void Change(Appointment series, int place)
    {
        long[] planned = [.. Occurrences.PlannedFrom(series, long.MinValue).Take(25)];
        if (place + 1 < planned.Length)
        {
            series.Changes.Add(new OccurrenceChange { Occurrence = planned[place], Skipped = true });
            series.Changes.Add(new OccurrenceChange
            {
                Occurrence = planned[place + 1],
                StartsAt = planned[place + 1] + (5 * TimeSpan.MillisecondsPerHour),
                Minutes = 45,
            });
        }
    }

    private static (long, long)[] Theirs(string feed)
    {
        DateTime from = DateTimeOffset.FromUnixTimeMilliseconds(From).UtcDateTime.AddDays(-5);
        return
        [
            .. Calendar.Load(feed)!.GetOccurrences(new CalDateTime(from, "UTC"))
                .TakeWhile(one => Instant(one.Period.StartTime) < To)
                .Select(one => (From: Instant(one.Period.StartTime), To: Instant(one.Period.EffectiveEndTime!)))
                .Where(one => one.To > From)
                .Select(one => Timed(one.From, one.To))
                .Order(),
        ];
    }

    // RFC 5545 has each take as long as the first; the other implementation is an hour off when clocks change.
    private static (long, long) Timed(long from, long to) =>
        OffsetAt(from - Night) == OffsetAt(from + Night) ? (from, to) : (from, 0);

    private static TimeSpan OffsetAt(long instant) => ZonedTime.Find("Europe/Paris")!.Zone
        .GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(instant));

    private static long Instant(CalDateTime time) =>
        new DateTimeOffset(time.AsUtc, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
