using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Files.Inspection;

/// <summary>
/// Looks at a file whose bytes are all there: are they those announced, of the kind its name says, clean? Images are
/// made anew. The scanner comes before whatever reads the insides of a file.
/// </summary>
internal sealed class FileInspection(IFileStore store, IScanner scanner, IOptions<FilesOptions> options) : IDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly SemaphoreSlim _room = new(options.Value.InspectionsAtOnce);

    /// <summary>Looks at a file, off the caller's turn. What it makes of an image is then flushed.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<FileFinding> LookAsync(FileId file, FileCipher cipher, BeginUploadRequest announced)
    {
        await _room.WaitAsync();
        try
        {
            return await Task.Run(() => LookNowAsync(file, cipher, announced));
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<FileFinding> LookNowAsync(FileId file, FileCipher cipher, BeginUploadRequest announced)
    {
        using IStoredBytes? stored = store.OpenToRead(file, FilePart.Upload);
        if (stored is null)
        {
            return new FileFinding(FileState.Uploading);
        }

        using var sealedFile = new SealedFile(stored, cipher, FilePart.Upload);
        using var content = new SealedFileStream(sealedFile);
        try
        {
            return await LookAsync(file, cipher, announced, content);
        }
        catch (SealBrokenException)
        {
            // A power cut took what was not flushed: the client brings it again.
            return new FileFinding(FileState.Uploading);
        }
    }

    private async Task<FileFinding> LookAsync(
        FileId file, FileCipher cipher, BeginUploadRequest announced, Stream content)
    {
        byte[] hash = await SHA256.HashDataAsync(content);
        if (!announced.Hash.IsEmpty && !announced.Hash.Span.SequenceEqual(hash))
        {
            return FileFinding.Refused(FileRefusal.HashMismatch);
        }

        // Before anything that is more than a comparison reads it.
        switch (await scanner.ScanAsync(content))
        {
            case ScanVerdict.None:
                return new FileFinding(FileState.Scanning);
            case ScanVerdict.Malware:
                return FileFinding.Refused(FileRefusal.Malware);
        }

        string name = FileNames.Clean(announced.Name);
        string extension = FileNames.ExtensionOf(name);
        MediaType? type = MediaTypes.Find(Head(content), content, extension);
        if (FamilyRefusal(type, extension, announced.MediaType) is var refusal and not FileRefusal.Unspecified)
        {
            return FileFinding.Refused(refusal);
        }

        var attachment = new Attachment
        {
            File = file.ToByteString(),
            Name = extension.Length == 0 ? FileNames.WithExtension(name, type!.Extensions[0]) : name,
            MediaType = type!.Name,
            Size = (ulong)content.Length,
            Hash = UnsafeByteOperations.UnsafeWrap(hash),
        };
        return type.Family switch
        {
            MediaFamily.Image => MakeImage(file, cipher, content, attachment),
            MediaFamily.Movie => MakeMovie(file, cipher, content, attachment),
            MediaFamily.Document or MediaFamily.Archive when !ArchiveRules.IsSafe(
                content, mayNest: type.Family == MediaFamily.Document, options.Value) =>
                FileFinding.Refused(FileRefusal.ArchiveUnsafe),
            _ => new FileFinding(FileState.Ready, Attachment: attachment),
        };
    }

    private static FileRefusal FamilyRefusal(MediaType? type, string extension, string declared) => type switch
    {
        null => FileRefusal.TypeUnsupported,
        { Family: MediaFamily.Heic } => FileRefusal.Heic,
        _ when !MediaTypes.Fits(type, extension, declared) => FileRefusal.TypeMismatch,
        _ => FileRefusal.Unspecified,
    };

    private static byte[] Head(Stream content)
    {
        byte[] head = new byte[Math.Min(MediaTypes.HeadBytes, content.Length)];
        content.Position = 0;
        content.ReadExactly(head);
        return head;
    }

    private FileFinding MakeImage(FileId file, FileCipher cipher, Stream content, Attachment attachment)
    {
        ImageCopy copy = ImageCopies.Make(content, options.Value);
        if (copy.Refusal != FileRefusal.Unspecified)
        {
            return FileFinding.Refused(copy.Refusal);
        }

        Keep(file, cipher, FilePart.Image, copy.Bytes);
        Keep(file, cipher, FilePart.Thumbnail, copy.Thumbnail);
        attachment.MediaType = copy.Type!.Name;
        // A GIF becomes a PNG: its name says so.
        attachment.Name = copy.Type.Extensions.Contains(FileNames.ExtensionOf(attachment.Name))
            ? attachment.Name
            : FileNames.WithExtension(attachment.Name, copy.Type.Extensions[0]);
        attachment.Size = (ulong)copy.Bytes.Length;
        attachment.Hash = ByteString.CopyFrom(SHA256.HashData(copy.Bytes));
        attachment.HasThumbnail = true;
        attachment.Width = (uint)copy.Width;
        attachment.Height = (uint)copy.Height;
        return new FileFinding(FileState.Ready, Attachment: attachment, Content: FilePart.Image);
    }

    // What it says of itself may say where it was made: blanked in a copy, before anybody sees it.
    private FileFinding MakeMovie(FileId file, FileCipher cipher, Stream content, Attachment attachment)
    {
        if (MovieBoxes.Find(content) is not { } boxes)
        {
            return FileFinding.Refused(FileRefusal.TypeMismatch);
        }

        if (boxes.TellsPlaces)
        {
            return FileFinding.Refused(FileRefusal.Location);
        }

        if (!boxes.HasBlanks)
        {
            return new FileFinding(FileState.Ready, Attachment: attachment);
        }

        store.Delete(file, FilePart.Image);
        using var kept = new SealedFile(store.OpenToWrite(file, FilePart.Image), cipher, FilePart.Image);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[PieceBytes];
        content.Position = 0;
        for (long from = 0; content.ReadAtLeast(piece, PieceBytes, false) is > 0 and var read; from += read)
        {
            boxes.Blank(piece.AsSpan(0, read), from);
            hash.AppendData(piece, 0, read);
            kept.Append(piece.AsSpan(0, read));
        }

        kept.Flush();
        attachment.Hash = ByteString.CopyFrom(hash.GetHashAndReset());
        return new FileFinding(FileState.Ready, Attachment: attachment, Content: FilePart.Image);
    }

    private void Keep(FileId file, FileCipher cipher, FilePart part, byte[] bytes)
    {
        // An earlier look that was cut short may have left something.
        store.Delete(file, part);
        using var kept = new SealedFile(store.OpenToWrite(file, part), cipher, part);
        for (int from = 0; from < bytes.Length; from += PieceBytes)
        {
            kept.Append(bytes.AsSpan(from, Math.Min(PieceBytes, bytes.Length - from)));
        }

        kept.Flush();
    }
}
