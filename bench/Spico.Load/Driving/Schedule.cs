using System.Diagnostics;

namespace Spico.Load.Driving;

/// <summary>
/// When each message of an open load is due and who sends it, fixed before the first is sent: the n-th at n / rate,
/// whatever became of those before.
/// </summary>
internal sealed class Schedule
{
    private readonly int _rate;
    private readonly int _membersEach;
    private readonly int[] _conversations;

    public Schedule(int rate, int conversations, int membersEach, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _rate = rate;
        _membersEach = membersEach;
        _conversations = [.. Enumerable.Range(0, conversations)];
        new Random(seed).Shuffle(_conversations);
    }

    /// <summary>When the n-th message, from 0, is due after the beginning, in ticks of the stopwatch.</summary>
    public long DueAfter(long n) => (long)((Int128)n * Stopwatch.Frequency / _rate);

    /// <summary>How many messages are due within a time from the beginning.</summary>
    public long DueWithin(long ticks) => ticks <= 0 ? 0 : (long)(((Int128)ticks * _rate - 1) / Stopwatch.Frequency) + 1;

    /// <summary>Who sends the n-th: every conversation in turn, and in each of them every member in turn.</summary>
    public int SenderOf(long n)
    {
        int conversation = _conversations[n % _conversations.Length];
        int slot = (int)(n / _conversations.Length % _membersEach);
        return (conversation * _membersEach) + slot;
    }
}
