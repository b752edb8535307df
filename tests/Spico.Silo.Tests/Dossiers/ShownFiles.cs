using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>Files without bytes: each is there, and its hash is that of its id.</summary>
internal sealed class ShownFiles : IFileHolds
{
    public Error? TryRead(
        Caller author,
        ByteString requestId,
        IReadOnlyList<FileReference> files,
        string field,
        out FileHolding? holding)
    {
        holding = null;
        if (files.Any(file => !FileId.TryFrom(file.File, out _)))
        {
            return Refusal.Invalid($"{field}.file", "16 bytes.");
        }

        var shown = new FilesShown { Files = { files.Select(Show) } };
        holding = new FileHolding(() => ValueTask.FromResult<(Error?, FilesShown?)>((null, shown)));
        return null;
    }

    private static Attachment Show(FileReference file) => new()
    {
        File = file.File,
        Name = "Ordonnance.pdf",
        Hash = ByteString.CopyFrom(SHA256.HashData(file.File.Span)),
    };
}
