using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>A message or an urgency that something is to be made of.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Source">Which.</param>
/// <param name="Dossier">The dossier that its conversation is about, when it is about a patient.</param>
internal sealed record FoundSource(Error? Refusal, FactSource? Source = null, StreamId? Dossier = null);
