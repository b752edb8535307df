using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// The files that the facts of one stream show. The right to a file is the right to read the fact: it is read for the
/// caller each time, as history is.
/// </summary>
internal sealed partial class StreamFiles<TFold>(
    StreamId stream, StreamPipeline<TFold> pipeline, FileServices files, ILogger logger)
    where TFold : class, IStreamFold<TFold>
{
    /// <summary>Gives a ticket for a file, unless it is of a class withheld from who acts for the caller.</summary>
    public async ValueTask<Reply> BeginDownloadAsync(Caller caller, BeginDownloadRequest request, uint withheld = 0)
    {
        if (!FileId.TryFrom(request.File, out FileId file))
        {
            return new Reply { Error = Refusal.Invalid("file", "16 bytes.") };
        }

        if (request.Seq is 0 or > long.MaxValue)
        {
            return new Reply { Error = Refusal.Invalid("seq", "The number of a message.") };
        }

        (Error? refusal, _) = await FindShownAsync(caller.Person, (long)request.Seq, file, withheld);
        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        long expiry = files.Tickets.Expiry();
        return new Reply
        {
            BeginDownload = new BeginDownloadResponse
            {
                Ticket = files.Tickets.Issue(new FileTicket(
                    FileTicketPurpose.Download,
                    caller.Person,
                    caller.Session,
                    file,
                    stream,
                    (long)request.Seq,
                    expiry,
                    caller.ActedBy)),
                TicketExpiresAt = expiry,
                Path = FilePaths.Of(file),
            },
        };
    }

    /// <summary>Bytes of a file.</summary>
    /// <param name="read">Which, by its ticket.</param>
    /// <param name="admit">Whether whoever has the ticket may still go on, and what is withheld from them.</param>
    public async ValueTask<FilePiece> ReadAsync(FileRead read, Func<Caller, ValueTask<Answer<uint>>> admit)
    {
        if (files.Tickets.Check(read.Ticket, FileTicketPurpose.Download) is not { } ticket
            || ticket.Stream != stream
            || read.Offset < 0
            || read.Length is < 0 or > FileRead.BytesMax)
        {
            return Refused(Refusal.NotAccessible());
        }

        try
        {
            (Error? refusal, uint withheld) = await admit(ticket.Caller);
            if (refusal is not null)
            {
                return Refused(refusal);
            }

            (refusal, Attachment? shown) = await FindShownAsync(ticket.Person, ticket.Seq, ticket.File, withheld);
            if (refusal is not null || (read.Variant == FileVariant.Thumbnail && !shown!.HasThumbnail))
            {
                return Refused(refusal ?? Refusal.NotAccessible());
            }

            (refusal, byte[] key) = await OpenKeyAsync(ticket.File);
            if (refusal is not null || await files.Records.FindAsync(ticket.File) is not { } row)
            {
                return Refused(refusal ?? Refusal.NotAccessible());
            }

            using var cipher = FileCipher.Of(ticket.File, key);
            FilePart part = read.Variant == FileVariant.Thumbnail ? FilePart.Thumbnail : row.Content;
            return await files.Bytes.ReadAsync(ticket.File, cipher, part, read.Offset, read.Length) is { } found
                ? new FilePiece { Attachment = shown, Size = found.Length, Bytes = found.Bytes }
                : Refused(Refusal.Unavailable());
        }
        catch (StoreException failure)
        {
            return Refused(Refusal.Of(failure.Failure));
        }
        catch (SealBrokenException broken)
        {
            // What lies on the disk is not what was put there: nothing of it is given away.
            Log.Broken(logger, broken, ticket.File);
            return Refused(Refusal.Internal());
        }
    }

    /// <summary>The key of a file that a fact shows to the caller, for another stream to show it too.</summary>
    public async ValueTask<LentFile> LendAsync(Caller caller, FileReference reference, uint withheld = 0)
    {
        if (!FileId.TryFrom(reference.File, out FileId file) || reference.Seq is 0 or > long.MaxValue)
        {
            return new LentFile { Refusal = Refusal.Invalid("attachments", "A file, and the message that shows it.") };
        }

        try
        {
            (Error? refusal, Attachment? shown) = await FindShownAsync(
                caller.Person, (long)reference.Seq, file, withheld);
            if (refusal is not null)
            {
                return new LentFile { Refusal = refusal };
            }

            (refusal, byte[] key) = await OpenKeyAsync(file);
            return new LentFile { Refusal = refusal, Key = key, Attachment = shown };
        }
        catch (StoreException failure)
        {
            return new LentFile { Refusal = Refusal.Of(failure.Failure) };
        }
    }

    private async ValueTask<(Error? Refusal, Attachment? Shown)> FindShownAsync(
        PersonId person, long seq, FileId file, uint withheld = 0)
    {
        HistoryPage page = await pipeline.ReadAsync(person, new HistoryQuery(seq - 1, false, 1), withheld);
        if (page.Refusal is not null)
        {
            return (page.Refusal, null);
        }

        Fact? fact = page.Facts is [{ } only] && only.Seq == seq ? Frame.Parser.ParseFrom(only.Frame).Push.Fact : null;
        Attachment? shown = ShownBy(fact).FirstOrDefault(each => each.File == file.ToByteString());
        return shown is null ? (Refusal.NotAccessible(), null) : (null, shown);
    }

    private static IEnumerable<Attachment> ShownBy(Fact? fact) => fact?.BodyCase switch
    {
        Fact.BodyOneofCase.MessagePosted => fact.MessagePosted.Attachments?.Files ?? [],
        Fact.BodyOneofCase.DocumentChanged => [fact.DocumentChanged.Document.File],
        _ => [],
    };

    private async ValueTask<(Error? Refusal, byte[] Key)> OpenKeyAsync(FileId file)
    {
        (Error? refusal, StreamCipher? cipher) = await pipeline.AskAsync(0, static (_, cipher, _) => cipher);
        return refusal is not null || cipher is null || await files.Records.FindHoldAsync(file, stream) is not { } hold
            ? (refusal ?? Refusal.NotAccessible(), [])
            : (null, cipher.OpenText(SealedColumns.FileKeyOf(file), hold.SealedKey));
    }

    private static FilePiece Refused(Error refusal) => new() { Refusal = refusal };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "What is kept of file {File} is not as it was sealed")]
        public static partial void Broken(ILogger logger, Exception broken, FileId file);
    }
}
