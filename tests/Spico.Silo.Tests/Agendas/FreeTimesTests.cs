using CsCheck;
using Spico.Silo.Agendas.Times;

namespace Spico.Silo.Tests.Agendas;

public sealed class FreeTimesTests
{
    private const long Minute = 60_000;
    private const int Days = 4;

    private static readonly ZonedTime Paris = ZonedTime.Find("Europe/Paris")!;

    // Days around both changes of the clocks; hours that no change falls into, for those are the tests of occurrences.
    private static readonly Gen<long> Begins = Planner.AnyOf(
        Planner.Utc("2026-03-27T22:40"), Planner.Utc("2026-10-23T23:00"), Planner.Utc("2026-06-01T11:05"));

    private static readonly Gen<(int From, int Until)> Hours = Planner.AnyOf(
        (0, 1440), (0, 60), (8 * 60, 18 * 60), (9 * 60, 720), (240, 1440), (20 * 60, 1440));

    private static readonly Gen<(int At, int Length)[]> Taken =
        Gen.Select(Gen.Int[-300, Days * 1440], Gen.Int[1, 900]).Array[0, 12];

    [Fact]
    public void A_day_of_work_has_a_gap_before_and_after_an_appointment()
    {
        var hours = new DayHours(Paris, [1, 2, 3, 4, 5], 9 * 60, 17 * 60);
        (long, long)[] free =
        [
            .. FreeTimes.Find(
                hours.Between(Planner.Utc("2026-10-23T00:00"), Planner.Utc("2026-10-27T00:00")),
                [(Planner.Utc("2026-10-23T08:00"), Planner.Utc("2026-10-23T14:30"))],
                60 * Minute),
        ];
        // Friday from nine to ten, in summer; not the half hour before five; Monday from nine to five, in winter.
        Assert.Equal(
            [
                (Planner.Utc("2026-10-23T07:00"), Planner.Utc("2026-10-23T08:00")),
                (Planner.Utc("2026-10-26T08:00"), Planner.Utc("2026-10-26T16:00")),
            ],
            free);
    }

    /// <summary>
    /// Goal: every free time is found, as long as it is. Method: appointments at random, and each minute of the days
    /// looked at on its own.
    /// </summary>
    [Fact]
    public void Free_times_are_the_minutes_in_the_hours_that_nothing_takes() =>
        Gen.Select(Begins, Hours, Gen.UInt[0, 127], Taken, Gen.Int[1, 200]).Sample(
            (begin, hours, days, taken, length) =>
            {
                uint[] weekdays = [.. Enumerable.Range(1, 7).Select(day => (uint)day)
                    .Where(day => (days & (1u << (int)(day - 1))) != 0)];
                (long From, long To)[] times =
                    [.. taken.Select(one => (begin + (one.At * Minute), begin + ((one.At + one.Length) * Minute)))];
                long end = begin + (Days * 1440 * Minute);
                var within = new DayHours(Paris, weekdays, hours.From, hours.Until);
                Assert.Equal(
                    Expected(begin, end, hours, weekdays, times, length),
                    FreeTimes.Find(within.Between(begin, end), times, length * Minute));
            },
            iter: 200);

    /// <summary>Goal: overlaps are counted as they are. Method: each pair of times at random is looked at.</summary>
    [Fact]
    public void Overlaps_are_the_pairs_that_share_some_time() => Taken.Sample(
        times =>
        {
            Occurrence[] occurrences =
                [.. times.Select(one => new Occurrence(one.At, one.At, one.At + one.Length))];
            Assert.Equal(
                occurrences.Select((one, place) => occurrences.Where((other, others) =>
                    others != place && other.StartsAt < one.EndsAt && one.StartsAt < other.EndsAt).Count()),
                Overlaps.Count(occurrences));
        },
        iter: 300);

    private static List<(long, long)> Expected(
        long begin, long end, (int From, int Until) hours, uint[] weekdays, (long From, long To)[] taken, int length)
    {
        List<(long, long)> free = [];
        long from = begin;
        for (long at = begin; at <= end; at += Minute)
        {
            DateTime local = Paris.ToLocal(at);
            int minute = (int)local.TimeOfDay.TotalMinutes;
            bool isFree = at < end && minute >= hours.From && minute < hours.Until
                && (weekdays.Length == 0 || weekdays.Contains(RecurringDates.WeekdayOf(local)))
                && !Array.Exists(taken, one => one.From <= at && at < one.To);
            if (isFree)
            {
                continue;
            }

            if (at - from >= length * Minute)
            {
                free.Add((from, at));
            }

            from = at + Minute;
        }

        return free;
    }
}
