namespace Spico.Load.Judging;

/// <summary>What one member posted and what became of it. Safe to use from many threads.</summary>
internal sealed class SenderTally
{
    private readonly HashSet<int> _unacknowledged = [];
    private long _acked;
    private int _posted;

    /// <summary>Numbers given out.</summary>
    public int Posted => Volatile.Read(ref _posted);

    /// <summary>Posts acknowledged.</summary>
    public long Acked => Interlocked.Read(ref _acked);

    /// <summary>Posts refused, or whose outcome is not known.</summary>
    public int Failed
    {
        get
        {
            lock (_unacknowledged)
            {
                return _unacknowledged.Count;
            }
        }
    }

    /// <summary>Their numbers: read when nobody posts any more.</summary>
    public IReadOnlySet<int> Unacknowledged => _unacknowledged;

    public int Next() => Interlocked.Increment(ref _posted);

    public void OnAcked() => Interlocked.Increment(ref _acked);

    public void OnFailed(int number)
    {
        lock (_unacknowledged)
        {
            _unacknowledged.Add(number);
        }
    }
}
