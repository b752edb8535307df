using Spico.Load.Reporting;

namespace Spico.Load.Tests.Reporting;

public sealed class SpreadTests
{
    [Fact]
    public void It_is_the_least_the_median_and_the_greatest()
    {
        Assert.Equal(new Spread(1, 2, 9), Spread.Of([9.0, 1.0, 2.0]));
        Assert.Equal(new Spread(1, 2.5, 4), Spread.Of([4.0, 1.0, 3.0, 2.0]));
        Assert.Equal(new Spread(5, 5, 5), Spread.Of([5.0]));
        Assert.Null(Spread.Of(Array.Empty<double>()));
    }
}
