using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Agendas;

/// <summary>What a fact of an agenda says of an appointment.</summary>
/// <param name="Refusal">Why nothing, or null.</param>
/// <param name="Appointment">The appointment as of that fact; null when the fact is of something else.</param>
/// <param name="Structure">The structure whose agenda it is; null: a person's.</param>
[GenerateSerializer, Immutable]
[Alias("spico.appointment-found")]
public sealed record AppointmentFound(
    [property: Id(0)] Error? Refusal,
    [property: Id(1)] Appointment? Appointment,
    [property: Id(2)] StructureId? Structure = null);
