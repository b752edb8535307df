using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;
using Spico.Silo.People;

namespace Spico.Silo.Practices;

/// <summary>How structures are named: by the best identifier there is, so the same wherever one is told of.</summary>
internal static class StructureIds
{
    /// <summary>The structure that these fields tell of; null when they tell of none.</summary>
    public static StructureId? Of(string finess, string siret, string technicalId, string name, string town)
    {
        string? key = finess.Length > 0 ? "finess/" + finess
            : siret.Length > 0 ? "siret/" + siret
            : technicalId.Length > 0 ? "technical/" + technicalId
            : name.Length > 0 ? $"name/{string.Join(' ', NameFolding.WordsOf(name))}/{town}"
            : null;
        return key is null
            ? null
            : StructureId.From(new Guid(
                SHA256.HashData(Encoding.UTF8.GetBytes("structure/" + key)).AsSpan(0, 16), bigEndian: true));
    }
}
