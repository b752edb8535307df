using System.Net;
using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Sessions;

namespace Spico.Gateway.Tests.Sessions;

public sealed class FailedSignInsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly SessionOptions _limits = new()
    {
        FailedSignInBurst = 2,
        FailedSignInsPerMinute = 6,
        FailedSignInAddressesMax = 3,
    };

    private readonly FailedSignIns _failures;

    public FailedSignInsTests() =>
        _failures = new FailedSignIns(Microsoft.Extensions.Options.Options.Create(_limits), _time);

    [Fact]
    public void An_address_regains_its_tries_at_the_rate()
    {
        Assert.True(TryTake("192.0.2.1"));
        Assert.True(TryTake("192.0.2.1"));
        Assert.False(_failures.TryTake(IPAddress.Parse("192.0.2.1"), out TimeSpan retryAfter));
        Assert.Equal(10, retryAfter.TotalSeconds, 3);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(TryTake("192.0.2.1"));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True(TryTake("192.0.2.1"));
        Assert.False(TryTake("192.0.2.1"));
    }

    [Fact]
    public void A_try_that_did_not_fail_costs_nothing()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.True(TryTake("192.0.2.1"));
            _failures.Return(IPAddress.Parse("192.0.2.1"));
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    [InlineData(null, null)]
    public void What_one_subscriber_holds_is_one_address(string? first, string? second)
    {
        Assert.True(TryTake(first));
        Assert.True(TryTake(second));
        Assert.False(TryTake(first));
        Assert.True(TryTake("2001:db8:1:3::1"));
        Assert.True(TryTake("192.0.2.2"));
    }

    [Fact]
    public void Ever_new_addresses_never_fill_the_memory_and_the_busy_one_stays_known()
    {
        TryTake("192.0.2.1");
        TryTake("192.0.2.1");
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(TryTake($"198.51.{i / 250}.{i % 250}"));
            Assert.InRange(_failures.Count, 1, 3);
            Assert.False(TryTake("192.0.2.1"));
        }
    }

    private bool TryTake(string? address) =>
        _failures.TryTake(address is null ? null : IPAddress.Parse(address), out _);
}
