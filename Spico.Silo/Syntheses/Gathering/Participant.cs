using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Somebody who is in the conversation, and as what.</summary>
/// <param name="Person">Who.</param>
/// <param name="Practice">The practice situation they act in there; null: none in particular.</param>
internal sealed record Participant(Person Person, PracticeSituation? Practice);
