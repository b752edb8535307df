using Spico.Load.Reporting;

namespace Spico.Load.Tests.Reporting;

public sealed class ComparisonTests
{
    [Fact]
    public void Worse_by_more_than_allowed_and_beyond_the_spread_is_a_loss()
    {
        Comparison.Row lost = Assert.Single(
            Comparison.Of(Reports.With(1000, 1020, 980), Reports.With(800, 810, 790), 15).Losses);
        Assert.Equal(("acked", -20), (lost.Kind.Name, Math.Round(lost.Change)));
    }

    [Theory]
    [InlineData(900, 900, 900)]
    [InlineData(700, 800, 990)]
    [InlineData(2000, 2100, 2200)]
    public void Better_or_within_the_allowance_or_within_the_spread_is_none(double a, double b, double c) =>
        Assert.Empty(Comparison.Of(Reports.With(1000, 1020, 980), Reports.With(a, b, c), 15).Losses);

    [Fact]
    public void A_latency_that_grows_is_a_loss()
    {
        RunReport before = Reports.Empty(), after = Reports.Empty();
        before.Add("care-teams", "open/500", Reports.Spico, Reports.Measured(500, p99: 10));
        after.Add("care-teams", "open/500", Reports.Spico, Reports.Measured(500, p99: 20));
        Assert.Equal("deliver.p99", Assert.Single(Comparison.Of(before, after, 15).Losses).Kind.Name);
        Assert.Empty(Comparison.Of(after, before, 15).Losses);
    }
}
