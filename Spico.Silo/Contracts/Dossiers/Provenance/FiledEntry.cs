using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>What a fact of a dossier made of a message.</summary>
/// <param name="Refusal">Why nothing is known, or null.</param>
/// <param name="Kind">What it was made into.</param>
/// <param name="Source">The message; null: there is nothing.</param>
[GenerateSerializer, Immutable]
[Alias("spico.filed-entry")]
public sealed record FiledEntry(
    [property: Id(0)] Error? Refusal, [property: Id(1)] FiledKind Kind, [property: Id(2)] FactSource? Source);
