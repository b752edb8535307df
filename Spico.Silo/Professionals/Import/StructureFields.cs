using System.Security.Cryptography;
using System.Text;
using Spico.Silo.People;

namespace Spico.Silo.Professionals.Import;

/// <summary>A structure as a row tells of it.</summary>
internal sealed record StructureFields
{
    private StructureFields(string key, string name, string finess, string siret)
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("structure/" + key)).AsSpan(0, 16), bigEndian: true);
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
        string? key = finess.Length > 0 ? "finess/" + finess
            : siret.Length > 0 ? "siret/" + siret
            : technicalId.Length > 0 ? "technical/" + technicalId
            : name.Length > 0 ? $"name/{string.Join(' ', NameFolding.WordsOf(name))}/{town}"
            : null;
        return key is null ? null : new StructureFields(key, name, finess, siret);
    }
}
