using Spico.Protocol.V1;

namespace Spico.Silo.Agendas;

/// <summary>When an agenda is not free, or why that is not told.</summary>
/// <param name="Refusal">The refusal, or null.</param>
/// <param name="Times">Beginnings and ends one after the other, in no order of meaning: no word of what for.</param>
[GenerateSerializer, Immutable]
[Alias("spico.busy-times")]
public sealed record BusyTimes([property: Id(0)] Error? Refusal, [property: Id(1)] long[] Times);
