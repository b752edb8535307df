using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>A file that goes with a synthesis.</summary>
/// <param name="Id">The file.</param>
/// <param name="Shown">What messages show of it.</param>
/// <param name="Number">Its number among the files of the synthesis.</param>
/// <param name="Key">Its key.</param>
/// <param name="Part">The part that people download.</param>
internal sealed record SynthesisFile(FileId Id, Attachment Shown, int Number, byte[] Key, FilePart Part)
{
    private const ulong InlineBytesMax = 20 * 1024 * 1024;

    /// <summary>Whether it is shown where it was posted. A picture that is too heavy for that is attached.</summary>
    public bool IsPicture =>
        Shown.MediaType is "image/jpeg" or "image/png" or "image/webp"
        && Shown is { Width: > 0, Height: > 0, Size: <= InlineBytesMax };
}
