using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>A synthesis cannot be made, and trying again will not help.</summary>
internal sealed class SynthesisRefusedException(SynthesisRefusal refusal)
    : Exception($"The synthesis cannot be made: {refusal}.")
{
    public SynthesisRefusal Refusal { get; } = refusal;
}
