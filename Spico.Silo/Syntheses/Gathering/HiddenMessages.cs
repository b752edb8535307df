namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Messages that are there, and that the asker may not read.</summary>
/// <param name="Seq">The first.</param>
/// <param name="Count">How many in a row.</param>
internal sealed record HiddenMessages(ulong Seq, int Count) : SynthesisItem(Seq);
