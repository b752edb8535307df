using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Administration;

/// <summary>What the administration knows of the patient; what it knew is in the history.</summary>
internal sealed class AdministrativeProfile : IDossierPart
{
    private readonly SortedDictionary<AdministrativeField, AdministrativeEntry> _entries = [];

    public DataClass Class => DataClass.Identity;

    /// <summary>A field as it stands; null when it was never set, or was taken away.</summary>
    public AdministrativeEntry? Find(AdministrativeField field) => _entries.GetValueOrDefault(field);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind != Fact.BodyOneofCase.AdministrationChanged)
        {
            return;
        }

        foreach (AdministrativeEntry entry in fact.Body!.AdministrationChanged.Entries)
        {
            if (entry.Value is null)
            {
                _entries.Remove(entry.Field);
            }
            else
            {
                _entries[entry.Field] = entry;
            }
        }
    }

    public void Show(DossierView view) => view.Administration.Add(_entries.Values);

    public void Restore(DossierView view)
    {
        foreach (AdministrativeEntry entry in view.Administration)
        {
            _entries[entry.Field] = entry;
        }
    }
}
