namespace Spico.Gateway.Sessions;

/// <summary>A rate with a burst. Not safe for several threads at once.</summary>
internal struct TokenBucket(double perSecond, int burst)
{
    private double _tokens = burst;
    private long _filledAt;

    /// <summary>Takes one, or says when there will be one.</summary>
    public bool TryTake(TimeProvider time, out TimeSpan retryAfter)
    {
        Fill(time);
        if (_tokens >= 1)
        {
            _tokens--;
            retryAfter = TimeSpan.Zero;
            return true;
        }

        retryAfter = TimeSpan.FromSeconds((1 - _tokens) / perSecond);
        return false;
    }

    /// <summary>Takes what was used already, on credit where it must; says how long the debt lasts.</summary>
    public TimeSpan Spend(TimeProvider time, long amount)
    {
        Fill(time);
        _tokens -= amount;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
    }

    /// <summary>Gives one back.</summary>
    public void Return() => _tokens = Math.Min(burst, _tokens + 1);

    private void Fill(TimeProvider time)
    {
        long now = time.GetTimestamp();
        if (_filledAt != 0)
        {
            double seconds = time.GetElapsedTime(_filledAt, now).TotalSeconds;
            _tokens = Math.Min(burst, _tokens + (seconds * perSecond));
        }

        _filledAt = now;
    }
}
