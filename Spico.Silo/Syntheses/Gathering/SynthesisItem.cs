namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Something a synthesis shows in its place.</summary>
/// <param name="Seq">Its place in the conversation.</param>
internal abstract record SynthesisItem(ulong Seq)
{
    /// <summary>When it happened, if that is told.</summary>
    public virtual DateTimeOffset? Time => null;
}
