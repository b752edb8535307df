using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// Has a stream hold the files that a new fact of it is to show, before the fact is written, and let go of them once
/// it is retracted. They are the author's own uploads, or files that another fact shows them: no byte is copied.
/// </summary>
internal sealed class StreamFileHolds(
    StreamId stream,
    Func<ValueTask<Answer<StreamCipher?>>> cipherOfStream,
    FileServices services,
    IGrainFactory grains,
    TimeProvider time) : IFileHolds
{
    /// <summary>Files that one message may show.</summary>
    public const int CountMax = 20;

    /// <inheritdoc/>
    public Error? TryRead(
        Caller author,
        ByteString requestId,
        IReadOnlyList<FileReference> files,
        string field,
        out FileHolding? holding)
    {
        holding = null;
        if (!RequestId.TryFrom(requestId, out RequestId request))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        if (files.Count is 0 or > CountMax)
        {
            return Refusal.Invalid(field, $"1 to {CountMax} files.", CountMax);
        }

        if (files.Any(each => !FileId.TryFrom(each.File, out _)))
        {
            return Refusal.Invalid($"{field}.file", "16 bytes.");
        }

        if (files.DistinctBy(each => each.File).Count() < files.Count)
        {
            return Refusal.Invalid($"{field}.file", "Each file once.");
        }

        if (files.Any(each => !each.Stream.IsEmpty && !FileLenders.IsLender(each.Stream)))
        {
            return Refusal.Invalid($"{field}.stream", "The 16 bytes of a conversation or a dossier, or none.");
        }

        holding = new FileHolding(() => HoldAsync(author, request, files, field));
        return null;
    }

    /// <summary>Lets go of what was held for a request; bytes that nobody else holds are deleted.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask ReleaseAsync(PersonId author, RequestId request)
    {
        foreach (FileHold hold in await services.Records.ListHoldsOfAsync(stream, author, request))
        {
            if (await services.Records.DropAsync(hold))
            {
                await services.Bytes.DeleteAsync(hold.File);
            }
        }
    }

    private async ValueTask<(Error? Refusal, FilesShown? Shown)> HoldAsync(
        Caller author, RequestId request, IReadOnlyList<FileReference> files, string field)
    {
        (Error? refusal, StreamCipher? cipher) = await cipherOfStream();
        if (refusal is not null || cipher is null)
        {
            return (refusal ?? Refusal.NotAccessible(), null);
        }

        var shown = new FilesShown();
        foreach (FileReference reference in files)
        {
            LentFile file = await FindAsync(author, reference, field);
            if (file.Refusal is not null)
            {
                return (file.Refusal, null);
            }

            FileId.TryFrom(file.Attachment!.File, out FileId id);
            byte[] key = cipher.SealText(SealedColumns.FileKeyOf(id), file.Key);
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (!await services.Records.HoldAsync(new FileHold(id, stream, author.Person, request, now, key)))
            {
                return (Refusal.NotAccessible(field), null);
            }

            shown.Files.Add(file.Attachment);
        }

        return (null, shown);
    }

    private ValueTask<LentFile> FindAsync(Caller author, FileReference reference, string field) =>
        StreamId.TryFrom(reference.Stream, out StreamId from)
            ? FileLenders.Of(grains, from).Lend(author, reference)
            : FindOwnAsync(author.Person, reference, field);

    private async ValueTask<LentFile> FindOwnAsync(PersonId author, FileReference reference, string field)
    {
        FileId.TryFrom(reference.File, out FileId id);
        if (await services.Records.FindAsync(id) is not { OwnerKey.Length: > 0 } row || row.Owner != author)
        {
            return new LentFile { Refusal = Refusal.NotAccessible(field) };
        }

        if (row.State != FileState.Ready)
        {
            return new LentFile { Refusal = Refusal.WrongState("A file is not ready.") };
        }

        byte[] key = services.MasterKey.UnwrapFile(id, author, row.OwnerKey);
        // The cipher forgets its key when it is disposed of: a copy for it.
        using var cipher = FileCipher.Of(id, [.. key]);
        return new LentFile { Key = key, Attachment = Attachment.Parser.ParseFrom(cipher.OpenRow(row)) };
    }
}
