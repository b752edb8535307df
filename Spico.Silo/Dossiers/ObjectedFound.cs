using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers;

/// <summary>To whom a patient objects.</summary>
/// <param name="Refusal">Why it is not known, or null.</param>
/// <param name="People">They.</param>
[GenerateSerializer, Immutable]
[Alias("spico.objected-found")]
internal sealed record ObjectedFound([property: Id(0)] Error? Refusal, [property: Id(1)] PersonId[] People);
