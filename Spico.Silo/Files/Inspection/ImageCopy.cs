using Spico.Protocol.V1;

namespace Spico.Silo.Files.Inspection;

/// <summary>An image made anew, with nothing of the upload but what can be seen; or why there is none.</summary>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Bytes">The image.</param>
/// <param name="Thumbnail">A small one.</param>
/// <param name="Type">What the image is now.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
internal sealed record ImageCopy(
    FileRefusal Refusal, byte[] Bytes, byte[] Thumbnail, MediaType? Type, int Width, int Height)
{
    /// <summary>There is none.</summary>
    public static ImageCopy Refused(FileRefusal refusal) => new(refusal, [], [], null, 0, 0);
}
