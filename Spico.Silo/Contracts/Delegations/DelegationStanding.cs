using Spico.Protocol.V1;

namespace Spico.Silo.Delegations;

/// <summary>How somebody may act for another just now.</summary>
/// <param name="Until">Until when, in milliseconds since 1970-01-01T00:00:00Z; 0: they may not.</param>
/// <param name="Withheld">The data classes withheld from them, as a set of bits.</param>
/// <param name="Kind">As what they act; unspecified: they may not.</param>
[GenerateSerializer, Immutable]
[Alias("spico.delegation-standing")]
public readonly record struct DelegationStanding(
    [property: Id(0)] long Until, [property: Id(1)] uint Withheld, [property: Id(2)] DelegationKind Kind);
