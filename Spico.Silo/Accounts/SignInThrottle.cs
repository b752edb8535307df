namespace Spico.Silo.Accounts;

/// <summary>
/// When the next try of one login is looked at. Kept in memory: it slows guessing down and locks nobody out. Tries
/// that come too early are not looked at, hence do not make the delay longer.
/// </summary>
internal sealed class SignInThrottle(int failuresBeforeDelay, TimeSpan delayMax)
{
    private int _failures;
    private DateTimeOffset _openAt;

    /// <summary>How long to wait from now; zero: the try is looked at.</summary>
    public TimeSpan DelayAt(DateTimeOffset now) => _openAt > now ? _openAt - now : TimeSpan.Zero;

    public void Failed(DateTimeOffset now)
    {
        _failures++;
        int beyond = _failures - failuresBeforeDelay;
        if (beyond >= 0)
        {
            // 1 s at the tenth failure, then 2, 4, 8 … 2^20 s is beyond any limit.
            TimeSpan delay = TimeSpan.FromSeconds(1L << Math.Min(beyond, 20));
            _openAt = now + (delay < delayMax ? delay : delayMax);
        }
    }

    public void Succeeded()
    {
        _failures = 0;
        _openAt = default;
    }
}
