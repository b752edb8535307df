using Spico.Protocol.V1;

namespace Spico.Silo.Patients;

/// <summary>A patient as conversations carry them, or why not.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Patient">The patient; null also when there is no such patient.</param>
[GenerateSerializer, Immutable]
[Alias("spico.patient-found")]
public sealed record PatientFound(
    [property: Id(0)] Error? Refusal,
    [property: Id(1)] Patient? Patient);
