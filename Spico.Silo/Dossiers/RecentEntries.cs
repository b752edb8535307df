namespace Spico.Silo.Dossiers;

/// <summary>
/// The last entries of a kind, by number. Beyond a count the oldest make way, and of them those first that nothing
/// can become of any more.
/// </summary>
/// <param name="max">How many are kept.</param>
/// <param name="mayGo">Whether an entry may make way.</param>
internal sealed class RecentEntries<T>(int max, Func<T, bool> mayGo)
    where T : class
{
    private readonly SortedDictionary<ulong, T> _entries = [];

    /// <summary>The entries, in the order of their numbers.</summary>
    public IReadOnlyCollection<T> All => _entries.Values;

    /// <summary>An entry that is kept, or null.</summary>
    public T? Find(ulong number) => _entries.GetValueOrDefault(number);

    /// <summary>Adds an entry, or puts it in the place of what it was.</summary>
    public void Put(ulong number, T entry)
    {
        _entries[number] = entry;
        if (_entries.Count > max && _entries.FirstOrDefault(kept => mayGo(kept.Value)) is { Value: not null } old)
        {
            _entries.Remove(old.Key);
        }
    }

    /// <summary>Takes an entry away.</summary>
    public void Remove(ulong number) => _entries.Remove(number);
}
