using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Files.Inspection;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// The upload of one file. Keeps nothing: the record and the bytes are the state, so that a second activation, or a
/// sweep, is no danger. A file is visible to nobody before its record says that it is ready, which is the last step.
/// </summary>
[GrainType("upload")]
internal sealed partial class UploadGrain(FileServices files, TimeProvider time, ILogger<UploadGrain> logger)
    : Grain, IUploadGrain
{
    private DelegationCheck Delegations => new(GrainFactory);

    private FileId File => FileKey.Parse(this.GetPrimaryKeyString());

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask<Reply> Begin(Caller caller, BeginUploadRequest request)
    {
        Error? refusal = UploadRules.Check(request, files.Options, out RequestId id);
        if (refusal is null && FileId.AnnouncedBy(caller.Person, id) != File)
        {
            refusal = Refusal.NotAccessible();
        }

        try
        {
            refusal ??= (await Delegations.LookAsync(caller)).Refusal
                ?? await AnnounceAsync(caller, request);
        }
        catch (StoreException failure)
        {
            refusal = Refusal.Of(failure.Failure);
        }

        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        long expiry = files.Tickets.Expiry();
        return new Reply
        {
            BeginUpload = new BeginUploadResponse
            {
                File = File.ToByteString(),
                Ticket = files.Tickets.Issue(new FileTicket(
                    FileTicketPurpose.Upload, caller.Person, caller.Session, File, default, 0, expiry, caller.ActedBy)),
                TicketExpiresAt = expiry,
                Path = FilePaths.Of(File),
            },
        };
    }

    public async ValueTask<Reply> Get(Caller caller, GetFileRequest request)
    {
        try
        {
            if ((await Delegations.LookAsync(caller)).Refusal is { } ended)
            {
                return new Reply { Error = ended };
            }

            return await files.Records.FindAsync(File) is { } row && row.Owner == caller.Person
                ? new Reply { GetFile = new GetFileResponse { File = await ViewAsync(row) } }
                : new Reply { Error = Refusal.NotAccessible("file") };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    public ValueTask<UploadStatus> Look(string ticket) => WithUploadAsync(ticket, StatusAsync);

    public ValueTask<UploadStatus> Append(UploadPiece piece) => WithUploadAsync(piece.Ticket, async (row, cipher) =>
    {
        long end = piece.Offset + piece.Bytes.Length;
        if (row.State != FileState.Uploading || piece.Offset < 0 || end > row.Size)
        {
            return Refused(Refusal.WrongState("The upload takes no more bytes than were announced."));
        }

        bool isLast = end == row.Size;
        (long length, bool isAppended) = await files.Bytes.AppendAsync(
            File, cipher, piece.Offset, piece.Bytes, isLast);
        if (!isAppended)
        {
            return StatusOf(row, length, Refusal.WrongState("The bytes do not follow those that are there."));
        }

        return isLast && !piece.IsHeldBack ? await InspectAsync(row, cipher) : StatusOf(row, length);
    });

    public ValueTask<UploadStatus> Settle(string ticket, long offset) => WithUploadAsync(ticket, async (row, cipher) =>
    {
        if (row.State != FileState.Uploading || offset < 0)
        {
            return await StatusAsync(row, cipher);
        }

        long length = await files.Bytes.TruncateAsync(File, cipher, offset);
        return length == row.Size ? await InspectAsync(row, cipher) : StatusOf(row, length);
    });

    public ValueTask<UploadStatus> Cancel(string ticket) => WithUploadAsync(ticket, async (row, cipher) =>
    {
        if (!await files.Records.RemoveUnreadyAsync(File))
        {
            return StatusOf(row, row.Size, Refusal.WrongState("The file is ready."));
        }

        await files.Bytes.DeleteAsync(File);
        return StatusOf(row, 0);
    });

    public async ValueTask<FilePiece> ReadOwn(FileRead read)
    {
        try
        {
            if (files.Tickets.Check(read.Ticket, FileTicketPurpose.Own) is not { } ticket
                || ticket.File != File
                || read.Offset < 0
                || read.Length is < 0 or > FileRead.BytesMax
                || await files.Records.FindAsync(File) is not { State: FileState.Ready, OwnerKey.Length: > 0 } row
                || row.Owner != ticket.Person
                || (await Delegations.LookAsync(ticket.Caller)).Refusal is not null)
            {
                return new FilePiece { Refusal = Refusal.NotAccessible() };
            }

            using FileCipher cipher = Open(row);
            Attachment shown = Attachment.Parser.ParseFrom(cipher.OpenRow(row));
            if (read.Variant == FileVariant.Thumbnail && !shown.HasThumbnail)
            {
                return new FilePiece { Refusal = Refusal.NotAccessible() };
            }

            FilePart part = read.Variant == FileVariant.Thumbnail ? FilePart.Thumbnail : row.Content;
            return await files.Bytes.ReadAsync(File, cipher, part, read.Offset, read.Length) is { } found
                ? new FilePiece { Attachment = shown, Size = found.Length, Bytes = found.Bytes }
                : new FilePiece { Refusal = Refusal.Unavailable() };
        }
        catch (StoreException failure)
        {
            return new FilePiece { Refusal = Refusal.Of(failure.Failure) };
        }
        catch (SealBrokenException broken)
        {
            Log.Broken(logger, broken, File);
            return new FilePiece { Refusal = Refusal.Internal() };
        }
    }

    public async ValueTask Inspect()
    {
        if (await files.Records.FindAsync(File) is { State: FileState.Scanning } row)
        {
            using FileCipher cipher = Open(row);
            await InspectAsync(row, cipher);
        }
    }

    private async ValueTask<Error?> AnnounceAsync(Caller caller, BeginUploadRequest request)
    {
        Guid hash = RequestHash.Of(Command.BeginUploadFieldNumber, request);
        using var cipher = FileCipher.Create(File);
        var row = new FileRow
        {
            Id = File,
            Owner = caller.Person,
            State = FileState.Uploading,
            RequestHash = hash,
            Size = (long)request.Size,
            ExpiresAt = Now + (long)files.Options.UploadKept.TotalMilliseconds,
            OwnerKey = files.MasterKey.WrapFile(File, caller.Person, cipher.Key),
        };
        row = row with { Sealed = cipher.SealRow(row, request.ToByteArray()) };
        var quota = new FileQuota(files.Options.UploadsMax, files.Options.PersonBytesMax);
        switch (await files.Records.AddAsync(row, quota))
        {
            case FileAdmission.TooManyUploads:
                return Refusal.LimitReached("request_id", quota.UploadsMax, "files of yours that are not ready");
            case FileAdmission.NoRoom:
                return Refusal.LimitReached("size", quota.BytesMax, "bytes in all your files");
            case FileAdmission.Known when await files.Records.FindAsync(File) is { } known && known.RequestHash != hash:
                return Refusal.IdReused();
            default:
                return null;
        }
    }

    /// <summary>Looks at a file whose bytes are all there, and records what was found.</summary>
    private async ValueTask<UploadStatus> InspectAsync(FileRow row, FileCipher cipher)
    {
        FileRow scanning = row with { State = FileState.Scanning, ExpiresAt = Claim() };
        if (row.State == FileState.Uploading && !await files.Records.ChangeAsync(scanning, FileState.Uploading))
        {
            return Refused(Refusal.NotAccessible());
        }

        BeginUploadRequest announced = BeginUploadRequest.Parser.ParseFrom(cipher.OpenRow(scanning));
        FileFinding found = await files.Inspection.LookAsync(File, cipher, announced);
        FileRow after = scanning with
        {
            State = found.State,
            Refusal = found.Refusal,
            Content = found.Content,
            ExpiresAt = Claim(),
        };
        after = after with { Sealed = cipher.SealRow(after, (found.Attachment ?? (IMessage)announced).ToByteArray()) };
        if (!await files.Records.ChangeAsync(after, FileState.Scanning))
        {
            return Refused(Refusal.NotAccessible());
        }

        await ClearUpAsync(after);
        Log.Looked(logger, File, after.State, after.Refusal);
        if (after.State is FileState.Ready or FileState.Refused)
        {
            await TellAsync(after.Owner, await ViewAsync(after));
        }

        return await StatusAsync(after, cipher);
    }

    private Task ClearUpAsync(FileRow row) => row switch
    {
        { State: FileState.Uploading or FileState.Refused } => files.Bytes.DeleteAsync(File),
        { State: FileState.Ready, Content: not FilePart.Upload } => files.Bytes.DeleteUploadAsync(File),
        _ => Task.CompletedTask,
    };

    private ValueTask TellAsync(PersonId owner, FileView view)
    {
        StreamId inbox = StreamId.InboxOf(owner);
        byte[] frame = new Frame { Push = new Push { FileChanged = new FileChanged { File = view } } }.ToByteArray();
        return GrainFactory.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }

    private async ValueTask<UploadStatus> WithUploadAsync(
        string text, Func<FileRow, FileCipher, ValueTask<UploadStatus>> work)
    {
        FileTicket? ticket = files.Tickets.Check(text, FileTicketPurpose.Upload);
        try
        {
            if (ticket is null || ticket.File != File
                || await files.Records.FindAsync(File) is not { OwnerKey.Length: > 0 } row
                || row.Owner != ticket.Person
                || (await Delegations.LookAsync(ticket.Caller)).Refusal is not null)
            {
                DeactivateOnIdle();
                return Refused(Refusal.NotAccessible());
            }

            using FileCipher cipher = Open(row);
            return await work(row, cipher);
        }
        catch (StoreException failure)
        {
            return Refused(Refusal.Of(failure.Failure));
        }
    }

    private async ValueTask<FileView> ViewAsync(FileRow row)
    {
        var view = new FileView { File = File.ToByteString(), State = row.State, Refusal = row.Refusal };
        if (row.OwnerKey.Length > 0)
        {
            using FileCipher cipher = Open(row);
            view.Attachment = row.State == FileState.Ready ? Attachment.Parser.ParseFrom(cipher.OpenRow(row)) : null;
            view.Received = (ulong)await ReceivedAsync(row, cipher);
        }

        return view;
    }

    private async ValueTask<UploadStatus> StatusAsync(FileRow row, FileCipher cipher) =>
        StatusOf(row, await ReceivedAsync(row, cipher));

    private async ValueTask<long> ReceivedAsync(FileRow row, FileCipher cipher) => row.State == FileState.Uploading
        ? await files.Bytes.CountAsync(File, cipher)
        : row.Size;

    private static UploadStatus StatusOf(FileRow row, long offset, Error? refusal = null) => new()
    {
        Refusal = refusal,
        Offset = offset,
        Size = row.Size,
        ExpiresAt = row.ExpiresAt,
        State = row.State,
        FileRefusal = row.Refusal,
    };

    private static UploadStatus Refused(Error refusal) => new() { Refusal = refusal };

    private FileCipher Open(FileRow row) =>
        FileCipher.Of(row.Id, files.MasterKey.UnwrapFile(row.Id, row.Owner, row.OwnerKey));

    private long Claim() => Now + (long)files.Options.UnshownKept.TotalMilliseconds;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "What is kept of file {File} is not as it was sealed")]
        public static partial void Broken(ILogger logger, Exception broken, FileId file);

        [LoggerMessage(Level = LogLevel.Information, Message = "File {File} was looked at: {State} {Refusal}")]
        public static partial void Looked(ILogger logger, FileId file, FileState state, FileRefusal refusal);
    }
}
