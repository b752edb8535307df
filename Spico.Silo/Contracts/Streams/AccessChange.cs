using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>A right to a stream that a fact gives or takes.</summary>
/// <param name="Person">Whose right it is.</param>
/// <param name="Access">
/// What they may read from the next fact on; null: nothing. They still read the fact itself.
/// </param>
[GenerateSerializer, Immutable]
[Alias("spico.access-change")]
public sealed record AccessChange([property: Id(0)] PersonId Person, [property: Id(1)] StreamAccess? Access);
