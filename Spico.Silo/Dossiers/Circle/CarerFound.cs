using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Practices;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>What was found out about a professional: who they are, and where and as what they practise.</summary>
/// <param name="Person">Who; null when nobody is registered.</param>
/// <param name="Practices">Their practice situations.</param>
internal sealed record CarerFound(Person? Person, IReadOnlyList<PracticeSituation> Practices)
{
    /// <summary>One of their practice situations as dossiers tell it, or null.</summary>
    public PracticeSituation? Find(ByteString? practice) =>
        Practices.FirstOrDefault(each => each.Id == practice) is { } found ? PracticeClaim.Told(found) : null;

    /// <summary>The practice situation in one of these structures that reads most; null for none.</summary>
    public PracticeSituation? FindIn(IEnumerable<ByteString> structures)
    {
        PracticeSituation? found = Practices
            .Where(each => !each.Structure.IsEmpty && structures.Contains(each.Structure))
            .MaxBy(each => RightsTable.Current.Classes.Count(
                one => RightsTable.Current.MayRead(CareRoles.Of(each), one)));
        return found is null ? null : PracticeClaim.Told(found);
    }

    /// <summary>Their column in the table of rights, in a practice situation or in none.</summary>
    public CareRole RoleIn(PracticeSituation? practice) =>
        practice is null ? CareRoles.Of(Person) : CareRoles.Of(practice);

    /// <summary>The structures they work for: that of a practice situation, or else all.</summary>
    public ByteString[] StructuresOf(PracticeSituation? practice) =>
    [
        .. (practice is null ? Practices : [practice]).Select(each => each.Structure)
            .Where(structure => !structure.IsEmpty).Distinct(),
    ];
}
