using Spico.Silo.Accounts;

namespace Spico.Silo.Tests.Accounts;

public sealed class SignInThrottleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nine_failures_delay_nothing()
    {
        SignInThrottle throttle = Failed(9);

        Assert.Equal(TimeSpan.Zero, throttle.DelayAt(Now));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(12, 4)]
    [InlineData(15, 32)]
    [InlineData(16, 60)]
    [InlineData(1000, 60)]
    public void From_the_tenth_failure_the_delay_doubles_up_to_its_limit(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Failed(failures).DelayAt(Now));

    [Fact]
    public void A_delay_ends_by_itself() =>
        Assert.Equal(TimeSpan.Zero, Failed(1000).DelayAt(Now.AddMinutes(1)));

    [Fact]
    public void A_success_forgets_the_failures()
    {
        SignInThrottle throttle = Failed(1000);

        throttle.Succeeded();

        Assert.Equal(TimeSpan.Zero, throttle.DelayAt(Now));
        throttle.Failed(Now);
        Assert.Equal(TimeSpan.Zero, throttle.DelayAt(Now));
    }

    private static SignInThrottle Failed(int times)
    {
        var throttle = new SignInThrottle(failuresBeforeDelay: 10, TimeSpan.FromMinutes(1));
        for (int i = 0; i < times; i++)
        {
            throttle.Failed(Now);
        }

        return throttle;
    }
}
