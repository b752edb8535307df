using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Somebody who acts for a person.</summary>
/// <param name="Person">For whom.</param>
/// <param name="Actor">Who.</param>
[GenerateSerializer, Immutable]
[Alias("spico.acting-for")]
public readonly record struct ActingFor([property: Id(0)] PersonId Person, [property: Id(1)] PersonId Actor);
