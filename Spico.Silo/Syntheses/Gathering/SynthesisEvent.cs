namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Something that happened in the conversation beside its messages.</summary>
/// <param name="Seq">Its place in the conversation.</param>
/// <param name="At">When.</param>
/// <param name="Text">What, as a sentence.</param>
internal sealed record SynthesisEvent(ulong Seq, DateTimeOffset At, string Text) : SynthesisItem(Seq)
{
    public override DateTimeOffset? Time => At;
}
