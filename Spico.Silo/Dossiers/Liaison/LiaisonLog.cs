using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>The last entries of the liaison notebook; all of them are in the history.</summary>
internal sealed class LiaisonLog : IDossierPart
{
    private readonly SortedDictionary<ulong, LiaisonEntry> _recent = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>An entry among the last ones, or null.</summary>
    public LiaisonEntry? Find(ulong entry) => _recent.GetValueOrDefault(entry);

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
            _recent.Remove(_recent.Keys.First());
        }
    }
}
