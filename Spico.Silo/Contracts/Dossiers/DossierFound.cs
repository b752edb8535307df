using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers;

/// <summary>What other grains learn of a dossier.</summary>
/// <param name="Refusal">Why nothing, or null.</param>
/// <param name="Exists">Whether it was created.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="MergedInto">The dossier it was merged into, if it was.</param>
/// <param name="Absorbed">How many were merged into it.</param>
/// <param name="MayWriteIdentity">Whether who asks may write the identity.</param>
/// <param name="Objections">What was recorded in it that the patient objects to, and no longer does.</param>
/// <param name="Head">The number of its last fact as of which that is so.</param>
[GenerateSerializer, Immutable]
[Alias("spico.dossier-found")]
public sealed record DossierFound(
    [property: Id(0)] Error? Refusal,
    [property: Id(1)] bool Exists,
    [property: Id(2)] StreamId Patient,
    [property: Id(3)] StreamId? MergedInto,
    [property: Id(4)] int Absorbed,
    [property: Id(5)] bool MayWriteIdentity,
    [property: Id(6)] SharingObjection[] Objections,
    [property: Id(7)] long Head = 0);
