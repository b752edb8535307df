namespace Spico.Silo.Streams;

/// <summary>
/// Lets a person be told of a latest value once in a while: of the first at once, and of those that come meanwhile of
/// the last one, later. Whoever scrolls through a conversation moves their read position many times a second.
/// </summary>
internal sealed class PushPace<TKey, TValue>(TimeSpan interval, TimeProvider time)
    where TKey : notnull
    where TValue : LatestValue
{
    private const int KeptMax = 1024;
    private readonly Dictionary<TKey, Told> _told = [];

    /// <summary>Whether somebody is still to be told.</summary>
    public bool HasWaiting => _told.Values.Any(told => told.Waiting is not null);

    /// <summary>True: tell of it now. False: it waits, in the place of an earlier one.</summary>
    public bool TryPass(TKey key, TValue value)
    {
        if (_told.TryGetValue(key, out Told? told))
        {
            if (told.Waiting is not null || !IsDue(told))
            {
                told.Waiting = told.Waiting?.Version > value.Version ? told.Waiting : value;
                return false;
            }

            told.ToldAt = time.GetTimestamp();
            return true;
        }

        if (_told.Count >= KeptMax)
        {
            Forget();
        }

        if (_told.Count < KeptMax)
        {
            _told[key] = new Told { ToldAt = time.GetTimestamp() };
        }

        return true;
    }

    /// <summary>Those whose time has come: told by the caller.</summary>
    public List<TValue> TakeDue()
    {
        List<TValue> due = [];
        foreach (Told told in _told.Values.Where(told => told.Waiting is not null && IsDue(told)))
        {
            due.Add(told.Waiting!);
            told.Waiting = null;
            told.ToldAt = time.GetTimestamp();
        }

        Forget();
        return due;
    }

    private bool IsDue(Told told) => time.GetElapsedTime(told.ToldAt) >= interval;

    private void Forget()
    {
        foreach ((TKey key, Told told) in _told)
        {
            if (told.Waiting is null && IsDue(told))
            {
                _told.Remove(key);
            }
        }
    }

    private sealed class Told
    {
        public long ToldAt { get; set; }

        public TValue? Waiting { get; set; }
    }
}
