using Spico.Protocol;

namespace Spico.Silo.Dossiers;

/// <summary>Somebody with whom a patient's data are to be shared.</summary>
/// <param name="Person">Who.</param>
/// <param name="IsEmergency">Whether it is an emergency.</param>
[GenerateSerializer, Immutable]
[Alias("spico.sharing-asked")]
internal sealed record SharingAsked([property: Id(0)] PersonId Person, [property: Id(1)] bool IsEmergency);
