namespace Spico.Client.Connections;

/// <summary>Growing waits between attempts, with jitter so that a thousand clients do not return at once.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max)
{
    private int _attempts;

    /// <summary>The next wait: at least what the server asked for.</summary>
    public TimeSpan Next(uint retryAfterMilliseconds = 0)
    {
        double grown = min.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts++, 20));
        double ceiling = Math.Min(max.TotalMilliseconds, grown);
        double wait = ceiling * (0.5 + (Random.Shared.NextDouble() / 2));
        return TimeSpan.FromMilliseconds(retryAfterMilliseconds + wait);
    }
}
