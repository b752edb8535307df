using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Spico.Gateway.Files;
using Spico.Protocol.V1;
using Spico.Silo.Files;

namespace Spico.Gateway.Protocols.Files;

/// <summary>
/// Uploads, as tus 1.0 has them (https://tus.io): creation, termination, checksum, expiration. What is to be uploaded
/// was announced by a command, and the ticket it gave stands for it.
/// </summary>
internal sealed class UploadEndpoint(IFileTransfers files, Transfers transfers, IOptions<FileDoorOptions> options)
{
    private const string Version = "1.0.0";
    private const string BytesType = "application/offset+octet-stream";

    /// <summary>What this server can.</summary>
    public Task DescribeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers["Tus-Resumable"] = Version;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,termination,checksum,expiration";
        headers["Tus-Checksum-Algorithm"] = BodyChecksum.Algorithms;
        headers["Tus-Max-Size"] = Number(options.Value.UploadBytesMax);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Says where an announced file is uploaded to.</summary>
    public Task CreateAsync(HttpContext context) => WithUploadAsync(context, (ticket, upload) =>
    {
        if (Header(context, "Upload-Length") != upload.Size)
        {
            return context.Response.RefuseAsync(
                StatusCodes.Status400BadRequest, "invalid_argument", "Upload-Length: the size that was announced.");
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = FilePaths.Of(ticket.Said.File);
        Tell(context.Response, upload, isExpiryTold: true);
        return Task.CompletedTask;
    });

    /// <summary>Says how far an upload is.</summary>
    public Task LookAsync(HttpContext context) => WithUploadAsync(context, async (ticket, upload) =>
    {
        if (upload.State == FileState.Uploading && upload.Offset == upload.Size)
        {
            // The server fell between the last byte and looking at the file.
            upload = await files.SettleAsync(ticket.Ticket, upload.Size);
        }

        context.Response.Headers["Upload-Length"] = Number(upload.Size);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status200OK;
        Tell(context.Response, upload, isExpiryTold: true);
    });

    /// <summary>Adds bytes.</summary>
    public Task AppendAsync(HttpContext context) => WithUploadAsync(context, async (ticket, upload) =>
    {
        HttpRequest request = context.Request;
        if (request.ContentType != BytesType)
        {
            await context.Response.RefuseAsync(
                StatusCodes.Status415UnsupportedMediaType, "unsupported", $"Content-Type: {BytesType}.");
        }
        else if (Header(context, "Upload-Offset") is not { } offset)
        {
            await context.Response.RefuseAsync(
                StatusCodes.Status400BadRequest, "invalid_argument", "Upload-Offset: a number.");
        }
        else if (upload.State != FileState.Uploading)
        {
            // Whatever is sent now: all bytes are there, and this is what came of them.
            await AnswerAsync(context.Response, upload);
        }
        else if (!BodyChecksum.TryRead(request.Headers["Upload-Checksum"].ToString(), out BodyChecksum? checksum))
        {
            await context.Response.RefuseAsync(
                StatusCodes.Status400BadRequest,
                "unsupported",
                $"Upload-Checksum: one of {BodyChecksum.Algorithms}, and the hash in base64.");
        }
        else if (offset != upload.Offset)
        {
            await context.Response.RefuseAsync(
                StatusCodes.Status409Conflict, "wrong_state", "Upload-Offset: where the upload stands.");
        }
        else if (request.ContentLength > upload.Size - offset)
        {
            await TooLargeAsync(context.Response);
        }
        else
        {
            SetPace(context);
            using (checksum)
            {
                await transfers.RunAsync(context, () => ReceiveAsync(context, ticket.Ticket, upload, checksum));
            }
        }
    });

    /// <summary>Gives an upload up.</summary>
    public Task CancelAsync(HttpContext context) => WithUploadAsync(context, async (ticket, _) =>
    {
        UploadStatus after = await files.CancelAsync(ticket.Ticket);
        if (after.Refusal is { } refusal)
        {
            await context.Response.RefuseAsync(refusal);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    // Whoever sends next to nothing would hold a place for a transfer for ever.
    private void SetPace(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
        {
            FileDoorOptions door = options.Value;
            pace.MinDataRate = door.UploadBytesPerSecondMin > 0
                ? new MinDataRate(door.UploadBytesPerSecondMin, door.SlowUploadMax)
                : null;
        }
    }

    private async Task ReceiveAsync(HttpContext context, string ticket, UploadStatus upload, BodyChecksum? checksum)
    {
        var body = new UploadBody(files, ticket, upload, checksum);
        UploadBodyEnd end = await body.ReceiveAsync(context.Request.BodyReader, context.RequestAborted);
        switch (end)
        {
            case UploadBodyEnd.Whole:
                await AnswerAsync(context.Response, body.Status);
                break;
            case UploadBodyEnd.TooLarge:
                await TooLargeAsync(context.Response);
                break;
            case UploadBodyEnd.TooSlow:
                await context.Response.RefuseAsync(
                    StatusCodes.Status408RequestTimeout, "deadline", "The bytes came too slowly.");
                break;
            case UploadBodyEnd.Damaged:
                await context.Response.RefuseAsync(
                    FileRefusals.ChecksumMismatch, "checksum_mismatch", "The bytes do not match Upload-Checksum.");
                break;
        }
    }

    // 202: all bytes are there, and nobody has found them clean yet.
    private Task AnswerAsync(HttpResponse response, UploadStatus upload)
    {
        if (upload.Refusal is { } refusal)
        {
            return response.RefuseAsync(refusal);
        }

        if (upload.State == FileState.Refused)
        {
            return response.RefuseAsync(upload.FileRefusal);
        }

        response.StatusCode = upload.State == FileState.Scanning
            ? StatusCodes.Status202Accepted
            : StatusCodes.Status204NoContent;
        Tell(response, upload, isExpiryTold: upload.State == FileState.Uploading);
        return Task.CompletedTask;
    }

    private static Task TooLargeAsync(HttpResponse response) => response.RefuseAsync(
        StatusCodes.Status413PayloadTooLarge, "too_large", "More bytes than were announced.");

    private async Task WithUploadAsync(HttpContext context, Func<TicketHeader, UploadStatus, Task> work)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        response.Headers["Tus-Resumable"] = Version;
        if (request.Headers["Tus-Resumable"] != Version)
        {
            response.Headers["Tus-Version"] = Version;
            await response.RefuseAsync(
                StatusCodes.Status412PreconditionFailed, "unsupported", $"Tus-Resumable: {Version}.");
        }
        else if (request.Query.Count > 0)
        {
            await response.RefuseAsync(
                StatusCodes.Status400BadRequest, "token_in_url", "The ticket goes into the Authorization header.");
        }
        else if (TicketHeader.Find(request) is not { } ticket)
        {
            await response.RefuseAsync(
                StatusCodes.Status401Unauthorized, "unauthenticated", "Authorization: Bearer, and a ticket.");
        }
        else if (!ticket.IsFor(request, FileTicketPurpose.Upload))
        {
            await response.RefuseAsync(Sessions.Refusal.NotAccessible("ticket").Error);
        }
        else
        {
            UploadStatus upload = await files.LookAsync(ticket.Ticket);
            await (upload.Refusal is { } refusal ? response.RefuseAsync(refusal) : work(ticket, upload));
        }
    }

    private static void Tell(HttpResponse response, UploadStatus upload, bool isExpiryTold)
    {
        response.Headers["Upload-Offset"] = Number(upload.Offset);
        if (isExpiryTold)
        {
            response.Headers["Upload-Expires"] = DateTimeOffset.FromUnixTimeMilliseconds(upload.ExpiresAt)
                .ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private static long? Header(HttpContext context, string name) =>
        long.TryParse(context.Request.Headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
