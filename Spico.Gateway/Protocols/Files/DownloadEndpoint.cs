using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Spico.Gateway.Files;
using Spico.Protocol.V1;
using Spico.Silo.Files;

namespace Spico.Gateway.Protocols.Files;

/// <summary>
/// Downloads. Each piece is asked for with the ticket, and the right to it is checked each time. Whatever a file is, a
/// browser saves it and runs nothing of it.
/// </summary>
internal sealed class DownloadEndpoint(IFileTransfers files, Transfers transfers)
{
    private const string ThumbnailType = "image/jpeg";

    /// <summary>Gives a file, a part of it, or its thumbnail.</summary>
    public async Task GetAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Query.Count > 0)
        {
            // It would be in every log on the way.
            await context.Response.RefuseAsync(
                StatusCodes.Status400BadRequest, "token_in_url", "The ticket goes into the Authorization header.");
        }
        else if (TicketHeader.Find(request) is not { } ticket)
        {
            await context.Response.RefuseAsync(
                StatusCodes.Status401Unauthorized, "unauthenticated", "Authorization: Bearer, and a ticket.");
        }
        else if (!ticket.IsForDownload(request))
        {
            await context.Response.RefuseAsync(Sessions.Refusal.NotAccessible("ticket").Error);
        }
        else
        {
            bool isThumbnail = request.Path.Value!.EndsWith(FilePaths.Thumbnail, StringComparison.Ordinal);
            await transfers.RunAsync(context, () => SendAsync(
                context, ticket.Ticket, isThumbnail ? FileVariant.Thumbnail : FileVariant.Content));
        }
    }

    private async Task SendAsync(HttpContext context, string ticket, FileVariant variant)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        string wanted = request.Headers.Range.ToString();
        bool isWhole = wanted.Length == 0 && HttpMethods.IsGet(request.Method);
        FilePiece first = await files.ReadAsync(new FileRead(ticket, variant, 0, isWhole ? FileRead.BytesMax : 0));
        if (first.Refusal is { } refusal)
        {
            await response.RefuseAsync(refusal);
            return;
        }

        string tag = $"\"{Convert.ToHexStringLower(first.Attachment!.Hash.Span)}{(int)variant}\"";
        Describe(response.Headers, first.Attachment, variant, tag);
        if (request.Headers.IfMatch.ToString() is { Length: > 0 } match && match != "*" && !match.Contains(tag))
        {
            await response.RefuseAsync(
                StatusCodes.Status412PreconditionFailed, "wrong_state", "The file is another.");
            return;
        }

        if (request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = new ByteRange(0, first.Size);
        string onlyIf = request.Headers.IfRange.ToString();
        if (wanted.Length > 0 && (onlyIf.Length == 0 || onlyIf == tag))
        {
            if (!ByteRange.TryRead(wanted, first.Size, out range))
            {
                response.Headers.ContentRange = $"bytes */{first.Size}";
                await response.RefuseAsync(
                    StatusCodes.Status416RangeNotSatisfiable, "invalid_argument", "Range: one range of bytes.");
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.From}-{range.To - 1}/{first.Size}";
        }

        response.ContentType = variant == FileVariant.Thumbnail ? ThumbnailType : first.Attachment.MediaType;
        response.ContentLength = range.To - range.From;
        if (HttpMethods.IsGet(request.Method))
        {
            await SendAsync(context, new FileRead(ticket, variant, range.From, 0), range.To, first.Bytes);
        }
    }

    private async Task SendAsync(HttpContext context, FileRead read, long to, byte[] ready)
    {
        while (true)
        {
            if (ready.Length > 0)
            {
                await context.Response.BodyWriter.WriteAsync(ready, context.RequestAborted);
                read = read with { Offset = read.Offset + ready.Length };
            }

            if (read.Offset >= to || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            FilePiece piece = await files.ReadAsync(
                read with { Length = (int)Math.Min(FileRead.BytesMax, to - read.Offset) });
            if (piece.Refusal is not null || piece.Bytes.Length == 0)
            {
                // The right ended, or the store failed: the client sees a body that is too short.
                context.Abort();
                return;
            }

            ready = piece.Bytes;
        }
    }

    private static void Describe(IHeaderDictionary headers, Attachment attachment, FileVariant variant, string tag)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(variant == FileVariant.Thumbnail ? "thumbnail.jpg" : attachment.Name);
        headers.ContentDisposition = disposition.ToString();
        headers.ETag = tag;
        headers.AcceptRanges = "bytes";
        headers.CacheControl = "private, no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
