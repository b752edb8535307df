using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Rights;

namespace Spico.Silo.Dossiers;

/// <summary>What bounds somebody who acts for another, besides the rights of the one they act for.</summary>
/// <param name="Role">The role whose rights they have no more than; unspecified: any.</param>
/// <param name="Classes">The data classes that their delegation withholds, as bits.</param>
internal readonly record struct ActingBounds(CareRole Role, uint Classes)
{
    /// <summary>All data classes withheld, as bits.</summary>
    public uint Withheld =>
        Role == CareRole.Unspecified ? Classes : Classes | RightsTable.Current.WithheldFrom(Role);

    /// <summary>Whoever acts for themselves is bound by nothing.</summary>
    public static ActingBounds Of(DelegationStanding standing) => new(
        standing.Kind == DelegationKind.Secretary ? CareRole.Secretary : CareRole.Unspecified, standing.Withheld);
}
