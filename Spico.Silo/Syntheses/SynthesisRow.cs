using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>What is recorded of a synthesis beside its facts.</summary>
/// <param name="Seq">The fact that asked for it.</param>
/// <param name="Person">Who asked.</param>
/// <param name="State">How it stands: see <see cref="SynthesisRows"/>.</param>
/// <param name="Refusal">Why it was refused.</param>
internal sealed record SynthesisRow(long Seq, PersonId Person, long State, SynthesisRefusal Refusal);
