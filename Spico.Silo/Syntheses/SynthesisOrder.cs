using Spico.Protocol;

namespace Spico.Silo.Syntheses;

/// <summary>Which synthesis, and whose.</summary>
/// <param name="Stream">The conversation.</param>
/// <param name="Seq">The fact that asks for it.</param>
/// <param name="Asker">Who asked.</param>
internal sealed record SynthesisOrder(StreamId Stream, long Seq, PersonId Asker)
{
    /// <summary>The document, as a file of the asker's.</summary>
    public FileId File => FileId.AskedForBy(Stream, Seq);
}
