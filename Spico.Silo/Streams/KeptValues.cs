namespace Spico.Silo.Streams;

/// <summary>
/// The latest values that a grain saw last, a bounded number; the store has them all. Lives on the grain's turn.
/// Whoever changes a value loads it first, then looks at it again and keeps its successor with nothing awaited in
/// between: so two devices that change at once do it one after the other.
/// </summary>
internal sealed class KeptValues<TKey, TValue>(
    Func<TKey, ValueTask<TValue?>> load, StreamServices services, int keptMax)
    where TKey : notnull
    where TValue : LatestValue
{
    private readonly Dictionary<TKey, TValue?> _values = [];

    /// <summary>The value as it is kept now, or the one loaded before.</summary>
    public TValue? Latest(TKey key, TValue? loaded) => _values.GetValueOrDefault(key, loaded);

    /// <summary>The value, from the store if need be.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<TValue?> LoadAsync(TKey key)
    {
        if (_values.TryGetValue(key, out TValue? kept))
        {
            return kept;
        }

        TValue? stored = await load(key);
        // Meanwhile a newer one may have come.
        return _values.TryGetValue(key, out kept) ? kept : Keep(key, stored);
    }

    /// <summary>A version later than one, and than any of an activation that this one does not know of.</summary>
    public long VersionAfter(long version) => Math.Max(version + 1, services.Now);

    /// <summary>Keeps a value and completes when it is durable.</summary>
    public async ValueTask<AppendOutcome> WriteAsync(TKey key, TValue value)
    {
        Keep(key, value);
        AppendOutcome outcome = await services.Storage.Log.Keep(value);
        if (outcome != AppendOutcome.Durable)
        {
            _values.Remove(key);
        }

        return outcome;
    }

    /// <summary>Lets go of a value: what it is about is there no more.</summary>
    public void Forget(TKey key) => _values.Remove(key);

    private TValue? Keep(TKey key, TValue? value)
    {
        if (_values.Count >= keptMax)
        {
            _values.Clear();
        }

        return _values[key] = value;
    }
}
