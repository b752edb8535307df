namespace Spico.Silo.Files.Keeping;

/// <summary>What is kept of a file. Sealed with its bytes: never renumber.</summary>
internal enum FilePart : byte
{
    /// <summary>The bytes as they were uploaded.</summary>
    Upload = 0,

    /// <summary>
    /// A copy that tells nothing of the upload but what can be seen and heard: an image made anew from its pixels, a
    /// film without what it says of itself.
    /// </summary>
    Image = 1,

    /// <summary>A small image.</summary>
    Thumbnail = 2,
}
