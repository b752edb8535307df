using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client.Transfers;

/// <summary>
/// One upload, as tus 1.0 has it: asks how far it is, sends the rest, and begins again from there when it is cut off.
/// </summary>
internal sealed class FileUpload(
    SpicoClient client, BeginUploadRequest request, Stream content, IProgress<long>? progress)
{
    private BeginUploadResponse _begun = new();
    private long _reached = -1;
    private int _failures;

    /// <summary>Runs until all bytes are there, or the server found them not to be what it takes.</summary>
    public async Task<FileId> RunAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        while (!await TryFinishAsync(cancellationToken))
        {
            if (++_failures > FileCalls.FailuresMax)
            {
                throw FileCalls.Refused(null);
            }

            await FileCalls.WaitAsync(client, _failures, cancellationToken);
        }

        return FileId.TryFrom(_begun.File, out FileId file) ? file : default;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        Reply reply = await FileCalls.AskAsync(client, new Command { BeginUpload = request }, cancellationToken);
        _begun = reply.BeginUpload;
    }

    /// <summary>Sends what is missing. False when it was cut off.</summary>
    private async Task<bool> TryFinishAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage? looked = await SendAsync(HttpMethod.Head, null, 0, cancellationToken);
        if (FileCalls.IsPassing(looked))
        {
            return false;
        }

        if (FileCalls.IsTicketOver(looked!))
        {
            await BeginAsync(cancellationToken);
            return false;
        }

        if (!looked!.IsSuccessStatusCode || OffsetOf(looked) is not { } offset)
        {
            throw FileCalls.Refused(looked);
        }

        if (offset > _reached)
        {
            _reached = offset;
            _failures = 0;
        }

        progress?.Report(offset);
        if (offset == content.Length)
        {
            return true;
        }

        content.Position = offset;
        using var body = new StreamContent(new CountedStream(content, progress));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        body.Headers.ContentLength = content.Length - offset;
        using HttpResponseMessage? sent = await SendAsync(HttpMethod.Patch, body, offset, cancellationToken);
        if (FileCalls.IsPassing(sent) || FileCalls.IsTicketOver(sent!))
        {
            return false;
        }

        // 409 and 422: the server has all bytes and refused the file; GetFile says why. Or another device sends too.
        return sent!.IsSuccessStatusCode || sent.StatusCode is HttpStatusCode.UnprocessableEntity
            || (sent.StatusCode is HttpStatusCode.Conflict && await IsRefusedAsync(cancellationToken));
    }

    private async Task<bool> IsRefusedAsync(CancellationToken cancellationToken) =>
        FileId.TryFrom(_begun.File, out FileId file)
        && (await client.GetFileAsync(file, cancellationToken)).State == FileState.Refused;

    private Task<HttpResponseMessage?> SendAsync(
        HttpMethod method, HttpContent? body, long offset, CancellationToken cancellationToken)
    {
        HttpRequestMessage message = FileCalls.Request(client, method, _begun.Path, _begun.Ticket);
        message.Headers.Add("Tus-Resumable", "1.0.0");
        if (body is not null)
        {
            message.Content = body;
            message.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        }

        return FileCalls.SendAsync(message, cancellationToken);
    }

    private static long? OffsetOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out IEnumerable<string>? values)
        && long.TryParse(values.First(), CultureInfo.InvariantCulture, out long offset)
            ? offset
            : null;
}
