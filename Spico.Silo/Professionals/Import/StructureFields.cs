using Spico.Protocol;
using Spico.Silo.People;
using Spico.Silo.Practices;

namespace Spico.Silo.Professionals.Import;

/// <summary>A structure as a row tells of it.</summary>
internal sealed record StructureFields
{
    private StructureFields(StructureId id, string name, string finess, string siret)
    {
        Id = id.Value;
        Name = name;
        SortName = string.Join(' ', NameFolding.WordsOf(name));
        Finess = finess;
        Siret = siret;
    }

    /// <summary>Derived from the best identifier there is: the same in every import.</summary>
    public Guid Id { get; }

    public string Name { get; }

    public string SortName { get; }

    public string Finess { get; }

    public string Siret { get; }

    /// <summary>The structure that these fields tell of; null when they tell of none.</summary>
    public static StructureFields? Of(string finess, string siret, string technicalId, string name, string town)
    {
        StructureId? id = StructureIds.Of(finess, siret, technicalId, name, town);
        return id is null ? null : new StructureFields(id.Value, name, finess, siret);
    }
}
