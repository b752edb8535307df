using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>What an announcement of a file must be.</summary>
internal static class UploadRules
{
    private const int HashBytes = 32;
    private const int MediaTypeLengthMax = 100;
    private static readonly string[] HeicExtensions = ["heic", "heif", "hif"];

    /// <summary>Checks an announcement; null when all is well.</summary>
    public static Error? Check(BeginUploadRequest request, FilesOptions options, out RequestId id)
    {
        if (!RequestId.TryFrom(request.RequestId, out id))
        {
            return Refusal.Invalid("request_id", "16 bytes, a UUIDv7.");
        }

        if (request.Name.Length is 0 or > FileNames.LengthMax)
        {
            return Refusal.Invalid("name", $"1 to {FileNames.LengthMax} characters.", FileNames.LengthMax);
        }

        // Before megabytes have travelled; one that hides behind another name is found out afterwards.
        if (HeicExtensions.Contains(FileNames.ExtensionOf(request.Name)))
        {
            return Refusal.Invalid(
                "name",
                "HEIC photos cannot be shared: send JPEG. On an iPhone: Settings, Camera, Formats, Most Compatible.");
        }

        if (request.MediaType.Length > MediaTypeLengthMax || !request.MediaType.All(IsPrintable))
        {
            return Refusal.Invalid(
                "media_type", $"At most {MediaTypeLengthMax} printable characters.", MediaTypeLengthMax);
        }

        if (request.Size == 0)
        {
            return Refusal.Invalid("size", "At least 1 byte.");
        }

        if (request.Size > (ulong)options.FileBytesMax)
        {
            return Refusal.TooLarge("size", options.FileBytesMax, "bytes");
        }

        return request.Hash.Length is 0 or HashBytes ? null : Refusal.Invalid("hash", "32 bytes, or none.");
    }

    private static bool IsPrintable(char each) => each is >= ' ' and <= '~';
}
