using System.Globalization;
using Spico.Silo.Inboxes;

namespace Spico.Silo.Tests.Inboxes;

public sealed class DailyHoursTests
{
    [Theory]
    [InlineData("2026-07-01T19:00:00Z", true)]
    [InlineData("2026-07-01T18:59:59Z", false)]
    [InlineData("2026-07-02T04:59:59Z", true)]
    [InlineData("2026-07-02T05:00:00Z", false)]
    [InlineData("2026-12-01T19:59:59Z", false)]
    [InlineData("2026-12-01T20:00:00Z", true)]
    [InlineData("2026-12-02T05:59:59Z", true)]
    [InlineData("2026-12-02T06:00:00Z", false)]
    public void A_night_in_Paris_follows_the_clocks_of_Paris(string moment, bool isQuiet)
    {
        Assert.True(DailyHours.TryMake(21 * 60, 7 * 60, "", out DailyHours? night));
        Assert.Equal("Europe/Paris", night.TimeZone);
        Assert.Equal(isQuiet, night.Contain(At(moment)));
    }

    [Theory]
    [InlineData("2026-07-01T20:00:00Z", "2026-07-02T05:00:00Z")]
    [InlineData("2026-07-02T03:00:00Z", "2026-07-02T05:00:00Z")]
    [InlineData("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z")]
    public void A_night_ends_in_the_morning_whatever_the_clocks_did(string moment, string end)
    {
        Assert.True(DailyHours.TryMake(21 * 60, 7 * 60, "", out DailyHours? night));
        Assert.Equal(At(end), night.EndAfter(At(moment)).ToUniversalTime());
    }

    [Fact]
    public void An_hour_that_is_skipped_ends_when_the_clocks_have_gone_forward()
    {
        Assert.True(DailyHours.TryMake(60, 150, "", out DailyHours? hours));
        DateTimeOffset end = hours.EndAfter(At("2026-03-29T00:30:00Z"));
        Assert.Equal(At("2026-03-29T01:30:00Z"), end.ToUniversalTime());
        Assert.False(hours.Contain(end));
    }

    [Fact]
    public void A_rest_at_noon_elsewhere_is_counted_there()
    {
        Assert.True(DailyHours.TryMake(12 * 60, 14 * 60, "Indian/Reunion", out DailyHours? rest));
        Assert.True(rest.Contain(At("2026-07-01T08:30:00Z")));
        Assert.False(rest.Contain(At("2026-07-01T12:30:00Z")));
    }

    [Theory]
    [InlineData(0, 1440, "")]
    [InlineData(1440, 0, "")]
    [InlineData(60, 60, "")]
    [InlineData(0, 60, "Europe/Nowhere")]
    [InlineData(0, 60, "../../etc/passwd")]
    public void What_are_no_hours_is_refused(long from, long until, string zone) =>
        Assert.False(DailyHours.TryMake(from, until, zone, out _));

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
