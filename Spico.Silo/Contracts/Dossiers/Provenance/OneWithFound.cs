using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>The dossiers that are one with another.</summary>
/// <param name="Refusal">Why nothing is known, or null.</param>
/// <param name="Dossiers">Those that were merged into it.</param>
[GenerateSerializer, Immutable]
[Alias("spico.one-with-found")]
public sealed record OneWithFound(
    [property: Id(0)] Error? Refusal, [property: Id(1)] StreamId[] Dossiers);
