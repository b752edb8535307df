using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Exports;

/// <summary>
/// Makes the file of what is held about a person: one of their own files, sealed, that the sweep of files removes a day
/// later. It is ready when its bytes are flushed; what a fall leaves is begun anew by the same request, or swept.
/// </summary>
[GrainType("own-data")]
internal sealed class OwnDataGrain(
    StreamServices services, IPeopleStore people, FileServices files, IFileStore store) : Grain, IOwnDataGrain
{
    public async ValueTask<Reply> Export(Caller caller, ExportOwnDataRequest request)
    {
        if (caller.ActedBy is not null
            || StreamKey.Parse(this.GetPrimaryKeyString()) != StreamId.InboxOf(caller.Person))
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return new Reply { Error = Refusal.Invalid("request_id", "16 bytes.") };
        }

        if (!Enum.IsDefined(request.Format))
        {
            return new Reply { Error = Refusal.Invalid("format", "A known format.") };
        }

        try
        {
            return await ExportAsync(caller, FileId.AnnouncedBy(caller.Person, id), request);
        }
        catch (ExportRefusedException refused)
        {
            return new Reply { Error = refused.Refusal };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private async ValueTask<Reply> ExportAsync(Caller caller, FileId file, ExportOwnDataRequest request)
    {
        Guid hash = RequestHash.Of(Command.ExportOwnDataFieldNumber, request);
        FileRow? known = await files.Records.FindAsync(file);
        if (known is { State: FileState.Ready })
        {
            return known.Owner != caller.Person ? new Reply { Error = Refusal.NotAccessible("request_id") }
                : known.RequestHash != hash ? new Reply { Error = Refusal.IdReused() }
                : Told(caller, known);
        }

        byte[]? document = await OwnDataDocuments.MakeAsync(
            () => new OwnDataReader(GrainFactory, people, services, caller).ReadAsync(), request.Format);
        if (document is null)
        {
            return new Reply { Error = Refusal.Overloaded(1) };
        }

        using var cipher = FileCipher.Create(file);
        if (await AnnounceAsync(caller.Person, file, hash, document.Length, cipher) is not { } row)
        {
            return new Reply { Error = Refusal.LimitReached("format", files.Options.PersonBytesMax, "bytes of files") };
        }

        using (var kept = new SealedFile(store.OpenToWrite(file, FilePart.Upload), cipher, FilePart.Upload))
        {
            kept.Truncate(0);
            for (int at = 0; at < document.Length; at += SealedFile.ChunkBytes)
            {
                kept.Append(document.AsSpan(at, Math.Min(SealedFile.ChunkBytes, document.Length - at)));
            }

            kept.Flush();
        }

        bool isPdf = request.Format == OwnDataFormat.Pdf;
        var attachment = new Attachment
        {
            File = file.ToByteString(),
            Name = $"Mes données Spico {services.Time.GetUtcNow():yyyy-MM-dd}{(isPdf ? ".pdf" : ".json")}",
            MediaType = isPdf ? "application/pdf" : "application/json",
            Size = (ulong)document.Length,
            Hash = ByteString.CopyFrom(SHA256.HashData(document)),
        };
        FileRow ready = row with { State = FileState.Ready };
        ready = ready with { Sealed = cipher.SealRow(ready, attachment.ToByteArray()) };
        return await files.Records.ChangeAsync(ready, FileState.Uploading)
            ? Told(caller, ready)
            : new Reply { Error = Refusal.Overtaken() };
    }

    private async ValueTask<FileRow?> AnnounceAsync(
        PersonId person, FileId file, Guid hash, long size, FileCipher cipher)
    {
        if (await files.Records.RemoveUnreadyAsync(file))
        {
            await files.Bytes.DeleteAsync(file);
        }

        var row = new FileRow
        {
            Id = file,
            Owner = person,
            State = FileState.Uploading,
            RequestHash = hash,
            Size = size,
            ExpiresAt = (services.Time.GetUtcNow() + ExportLimits.Kept).ToUnixTimeMilliseconds(),
            OwnerKey = files.MasterKey.WrapFile(file, person, cipher.Key),
        };
        row = row with { Sealed = cipher.SealRow(row, []) };
        return await files.Records.AddAsync(row, new FileQuota(int.MaxValue, files.Options.PersonBytesMax))
            == FileAdmission.Added ? row : null;
    }

    private Reply Told(Caller caller, FileRow row)
    {
        using FileCipher cipher = FileCipher.Of(
            row.Id, files.MasterKey.UnwrapFile(row.Id, caller.Person, row.OwnerKey));
        long expiry = files.Tickets.Expiry();
        return new Reply
        {
            ExportOwnData = new ExportOwnDataResponse
            {
                Document = Attachment.Parser.ParseFrom(cipher.OpenRow(row)),
                Path = FilePaths.Of(row.Id),
                Ticket = files.Tickets.Issue(new FileTicket(
                    FileTicketPurpose.Own, caller.Person, caller.Session, row.Id, default, 0, expiry)),
                TicketExpiresAt = expiry,
            },
        };
    }
}
