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
    FileServices files,
    IGrainFactory grains,
    TimeProvider time)
{
    /// <summary>Files that one message may show.</summary>
    public const int CountMax = 20;

    private const string Field = "attachments.files";

    /// <summary>Checks the fields of what is to be shown; null when all is well.</summary>
    public Error? TryRead(Caller author, PostMessageRequest message, out FileHolding? holding)
    {
        holding = null;
        if (!RequestId.TryFrom(message.RequestId, out RequestId request))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        FilesToShow toShow = message.Attachments;
        if (toShow.Files.Count is 0 or > CountMax)
        {
            return Refusal.Invalid(Field, $"1 to {CountMax} files.", CountMax);
        }

        if (toShow.Files.Any(each => !FileId.TryFrom(each.File, out _)))
        {
            return Refusal.Invalid($"{Field}.file", "16 bytes.");
        }

        if (toShow.Files.Any(each => !each.Stream.IsEmpty && !IsConversation(each)))
        {
            return Refusal.Invalid($"{Field}.stream", "The 16 bytes of a conversation, or none.");
        }

        holding = new FileHolding(() => HoldAsync(author, request, toShow));
        return null;
    }

    /// <summary>Lets go of what was held for a request; bytes that nobody else holds are deleted.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask ReleaseAsync(PersonId author, RequestId request)
    {
        foreach (FileHold hold in await files.Records.ListHoldsOfAsync(stream, author, request))
        {
            if (await files.Records.DropAsync(hold))
            {
                await files.Bytes.DeleteAsync(hold.File);
            }
        }
    }

    private async ValueTask<(Error? Refusal, FilesShown? Shown)> HoldAsync(
        Caller author, RequestId request, FilesToShow toShow)
    {
        (Error? refusal, StreamCipher? cipher) = await cipherOfStream();
        if (refusal is not null || cipher is null)
        {
            return (refusal ?? Refusal.NotAccessible(), null);
        }

        var shown = new FilesShown();
        foreach (FileReference reference in toShow.Files)
        {
            LentFile file = await FindAsync(author, reference);
            if (file.Refusal is not null)
            {
                return (file.Refusal, null);
            }

            FileId.TryFrom(file.Attachment!.File, out FileId id);
            byte[] key = cipher.SealText(SealedColumns.FileKeyOf(id), file.Key);
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (!await files.Records.HoldAsync(new FileHold(id, stream, author.Person, request, now, key)))
            {
                return (Refusal.NotAccessible(Field), null);
            }

            shown.Files.Add(file.Attachment);
        }

        return (null, shown);
    }

    private static bool IsConversation(FileReference reference) =>
        StreamId.TryFrom(reference.Stream, out StreamId stream) && stream.Kind == StreamKind.Conversation;

    private ValueTask<LentFile> FindAsync(Caller author, FileReference reference) =>
        StreamId.TryFrom(reference.Stream, out StreamId from)
            ? grains.GetGrain<IFileLending>(StreamKey.Of(from)).Lend(author, reference)
            : FindOwnAsync(author.Person, reference);

    private async ValueTask<LentFile> FindOwnAsync(PersonId author, FileReference reference)
    {
        FileId.TryFrom(reference.File, out FileId id);
        if (await files.Records.FindAsync(id) is not { OwnerKey.Length: > 0 } row || row.Owner != author)
        {
            return new LentFile { Refusal = Refusal.NotAccessible(Field) };
        }

        if (row.State != FileState.Ready)
        {
            return new LentFile { Refusal = Refusal.WrongState("A file is not ready.") };
        }

        byte[] key = files.MasterKey.UnwrapFile(id, author, row.OwnerKey);
        // The cipher forgets its key when it is disposed of: a copy for it.
        using var cipher = FileCipher.Of(id, [.. key]);
        return new LentFile { Key = key, Attachment = Attachment.Parser.ParseFrom(cipher.OpenRow(row)) };
    }
}
