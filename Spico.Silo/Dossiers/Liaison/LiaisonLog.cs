using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>The last entries of the liaison notebook; all of them are in the history.</summary>
internal sealed class LiaisonLog : IDossierPart
{
    private readonly SortedDictionary<ulong, LiaisonEntry> _recent = [];

    // Older entries that were changed while this is in memory: two who change one at once do it one after the other.
    private readonly Dictionary<ulong, LiaisonEntry> _older = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>The last entries, in the order they were written.</summary>
    public IReadOnlyCollection<LiaisonEntry> All => _recent.Values;

    /// <summary>An entry among the last ones, or one that was changed just now; else null.</summary>
    public LiaisonEntry? Find(ulong entry) => _recent.GetValueOrDefault(entry) ?? _older.GetValueOrDefault(entry);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind == Fact.BodyOneofCase.LiaisonChanged)
        {
            Put(fact.Body!.LiaisonChanged.Entry);
        }
    }

    public void Show(DossierView view) => view.Liaison.Add(_recent.Values);

    public void Restore(DossierView view)
    {
        foreach (LiaisonEntry entry in view.Liaison)
        {
            Put(entry);
        }
    }

    private void Put(LiaisonEntry entry)
    {
        _recent[entry.Entry] = entry;
        if (_recent.Count > LiaisonLimits.Recent)
        {
            // First those that nobody waits for: what is critical stays until somebody takes note of it.
            ulong first = _recent.FirstOrDefault(each => !IsWaitedFor(each.Value)).Key;
            first = first == 0 ? _recent.Keys.First() : first;
            _recent.Remove(first);
            if (first == entry.Entry)
            {
                KeepOlder(entry);
            }
        }
    }

    private static bool IsWaitedFor(LiaisonEntry entry) =>
        entry is { Severity: LiaisonSeverity.Critical, Acknowledgements.Count: 0 };

    private void KeepOlder(LiaisonEntry entry)
    {
        if (_older.Count >= LiaisonLimits.Recent)
        {
            _older.Clear();
        }

        _older[entry.Entry] = entry;
    }
}
