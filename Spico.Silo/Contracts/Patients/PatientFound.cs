using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Patients;

/// <summary>A patient as conversations carry them, or why not.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Patient">The patient; null also when there is no such patient.</param>
/// <param name="ActedBy">Who acted for the one who said so last, by a delegation; null: they themselves.</param>
[GenerateSerializer, Immutable]
[Alias("spico.patient-found")]
public sealed record PatientFound(
    [property: Id(0)] Error? Refusal,
    [property: Id(1)] Patient? Patient,
    [property: Id(2)] PersonId? ActedBy = null);
