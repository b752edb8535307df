using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Spico.Protocol.V1;

namespace Spico.Client.Transfers;

/// <summary>One download: asks for the rest again, with a fresh ticket, when it is cut off.</summary>
internal sealed class FileDownload(
    SpicoClient client,
    Func<CancellationToken, Task<(string Path, string Ticket)>> begin,
    Stream destination,
    IProgress<long>? progress)
{
    private const int PieceBytes = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _piece = new byte[PieceBytes];
    private long _received;
    private long _size = -1;

    /// <summary>Downloads the file and checks that it is the one shown.</summary>
    public async Task RunAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        using (_hash)
        {
            await RunAsync("", cancellationToken);
            if (!attachment.Hash.Span.SequenceEqual(_hash.GetHashAndReset()))
            {
                throw new InvalidDataException("The bytes are not those of the file that the message shows.");
            }
        }
    }

    /// <summary>Downloads the thumbnail.</summary>
    public Task RunThumbnailAsync(CancellationToken cancellationToken) => RunAsync("/thumbnail", cancellationToken);

    private async Task RunAsync(string suffix, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (true)
        {
            long before = _received;
            (string path, string ticket) = await begin(cancellationToken);
            await ReceiveAsync(path + suffix, ticket, cancellationToken);
            if (_received == _size)
            {
                return;
            }

            failures = _received > before ? 1 : failures + 1;
            if (failures > FileCalls.FailuresMax)
            {
                throw FileCalls.Refused(null);
            }

            await FileCalls.WaitAsync(client, failures, cancellationToken);
        }
    }

    private async Task ReceiveAsync(string path, string ticket, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = FileCalls.Request(client, HttpMethod.Get, path, ticket);
        if (_received > 0)
        {
            message.Headers.Range = new RangeHeaderValue(_received, null);
        }

        using HttpResponseMessage? response = await FileCalls.SendAsync(message, cancellationToken);
        if (FileCalls.IsPassing(response))
        {
            return;
        }

        if (response!.StatusCode != (_received > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK))
        {
            throw FileCalls.Refused(response);
        }

        _size = _received + (response.Content.Headers.ContentLength ?? 0);
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            for (int read; (read = await body.ReadAsync(_piece, cancellationToken)) > 0;)
            {
                await destination.WriteAsync(_piece.AsMemory(0, read), cancellationToken);
                _hash.AppendData(_piece, 0, read);
                _received += read;
                progress?.Report(_received);
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // The rest is asked for again.
        }
    }
}
