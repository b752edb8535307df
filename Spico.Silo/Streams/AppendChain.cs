namespace Spico.Silo.Streams;

/// <summary>
/// What ties appends of one stream together: each was decided on the facts of those before it. Whoever decides makes
/// a new chain each time it begins from the durable head. Numbers cannot tell a chain that goes on from one that
/// begins, because another writer may have moved the head to just where a lost chain ended.
/// </summary>
internal sealed class AppendChain
{
    private long _brokenAt = long.MaxValue;

    /// <summary>One of its appends was not written: nor is any later one.</summary>
    public bool IsBroken => Volatile.Read(ref _brokenAt) != long.MaxValue;

    /// <summary>Whether the append that expects this head is lost. Those before the break are not.</summary>
    public bool IsBrokenAt(long expected) => expected >= Volatile.Read(ref _brokenAt);

    /// <summary>Called by the log alone: the append that expects this head was not written.</summary>
    public void BreakAt(long expected)
    {
        long brokenAt = Volatile.Read(ref _brokenAt);
        while (expected < brokenAt)
        {
            brokenAt = Interlocked.CompareExchange(ref _brokenAt, expected, brokenAt);
        }
    }
}
