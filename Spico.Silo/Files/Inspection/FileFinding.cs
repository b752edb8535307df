using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Files.Inspection;

/// <summary>What was found when a file was looked at.</summary>
/// <param name="State">Ready, refused, to be scanned, or, when what is stored is damaged, to be uploaded again.</param>
/// <param name="Refusal">Why it is refused.</param>
/// <param name="Attachment">What messages show of it, when it is ready.</param>
/// <param name="Content">The part to download, when it is ready.</param>
internal sealed record FileFinding(
    FileState State,
    FileRefusal Refusal = FileRefusal.Unspecified,
    Attachment? Attachment = null,
    FilePart Content = FilePart.Upload)
{
    /// <summary>The file is refused.</summary>
    public static FileFinding Refused(FileRefusal refusal) => new(FileState.Refused, refusal);
}
