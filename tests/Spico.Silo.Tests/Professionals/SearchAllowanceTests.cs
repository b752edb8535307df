using Spico.Silo.Professionals;

namespace Spico.Silo.Tests.Professionals;

public sealed class SearchAllowanceTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void So_many_searches_a_minute_and_then_one_after_the_other()
    {
        var allowance = new SearchAllowance(searchesPerMinute: 60, entriesPerDay: 0);

        Assert.All(Enumerable.Range(0, 60), _ => Assert.Equal(TimeSpan.Zero, allowance.Take(Morning)));
        TimeSpan wait = allowance.Take(Morning);

        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.Equal(TimeSpan.Zero, allowance.Take(Morning + wait));
        Assert.True(allowance.Take(Morning + wait) > TimeSpan.Zero);
    }

    [Fact]
    public void So_many_entries_a_day_and_then_none_until_the_next()
    {
        var allowance = new SearchAllowance(searchesPerMinute: 0, entriesPerDay: 100);
        Assert.Equal(TimeSpan.Zero, allowance.Take(Morning));
        allowance.Found(99);
        Assert.Equal(TimeSpan.Zero, allowance.Take(Morning));
        allowance.Found(1);

        Assert.True(allowance.IsDaySpent);
        Assert.Equal(TimeSpan.FromHours(20), allowance.Take(Morning.AddHours(4)));
        Assert.Equal(TimeSpan.FromHours(20), allowance.UntilNextDay(Morning.AddHours(4)));
        Assert.Equal(TimeSpan.Zero, allowance.Take(Morning.AddDays(1)));
        Assert.False(allowance.IsDaySpent);
    }

    [Fact]
    public void A_limit_of_zero_is_none()
    {
        var allowance = new SearchAllowance(0, 0);
        allowance.Found(int.MaxValue);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(TimeSpan.Zero, allowance.Take(Morning)));
    }
}
