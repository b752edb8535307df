using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Spico.Gateway.Files;
using Spico.Silo.Files;

namespace Spico.Gateway.Protocols.Files;

/// <summary>
/// Carries the body of one request to the silo, piece by piece, each answered before the next is sent: a slow store
/// slows the client down. Never more than a piece is held.
/// </summary>
internal sealed class UploadBody(IFileTransfers files, string ticket, UploadStatus before, BodyChecksum? checksum)
{
    private readonly byte[] _piece = new byte[FileRead.BytesMax];
    private readonly long _start = before.Offset;
    private int _filled;

    /// <summary>The silo's last answer.</summary>
    public UploadStatus Status { get; private set; } = before;

    /// <summary>Receives the body to its end.</summary>
    public async Task<UploadBodyEnd> ReceiveAsync(PipeReader body, CancellationToken cancellationToken)
    {
        UploadBodyEnd end = await ReadAsync(body, cancellationToken);
        if (Status.Refusal is not null)
        {
            return UploadBodyEnd.Whole;
        }

        if (end == UploadBodyEnd.TooLarge)
        {
            // It is not what was announced: none of it stays.
            Status = await files.SettleAsync(ticket, _start);
            return end;
        }

        if (checksum is null)
        {
            // What came of a body that was cut short is good: the client goes on after it.
            await SendAsync();
            return end;
        }

        if (end == UploadBodyEnd.Whole)
        {
            await SendAsync();
            end = checksum.IsRight() ? UploadBodyEnd.Whole : UploadBodyEnd.Damaged;
        }

        if (Status.Refusal is null && (end != UploadBodyEnd.Whole || Status.Offset == Status.Size))
        {
            Status = await files.SettleAsync(ticket, end == UploadBodyEnd.Whole ? Status.Offset : _start);
        }

        return end;
    }

    private async Task<UploadBodyEnd> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ReadResult read = await body.ReadAsync(cancellationToken);
                bool isTooLarge = Status.Offset + _filled + read.Buffer.Length > Status.Size;
                foreach (ReadOnlyMemory<byte> segment in isTooLarge ? default : read.Buffer)
                {
                    await TakeAsync(segment);
                }

                // Whatever comes of it: the server cannot answer on a body that is left in the middle of a read.
                body.AdvanceTo(read.Buffer.End);
                if (isTooLarge || Status.Refusal is not null || read.IsCompleted)
                {
                    return isTooLarge ? UploadBodyEnd.TooLarge : UploadBodyEnd.Whole;
                }
            }
        }
        catch (BadHttpRequestException slow) when (slow.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return UploadBodyEnd.TooSlow;
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            return UploadBodyEnd.Cut;
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        checksum?.Add(bytes.Span);
        while (bytes.Length > 0 && Status.Refusal is null)
        {
            int taken = Math.Min(bytes.Length, _piece.Length - _filled);
            bytes[..taken].CopyTo(_piece.AsMemory(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled == _piece.Length)
            {
                await SendAsync();
            }
        }
    }

    // A copy: what is handed to a grain is never changed afterwards.
    private async ValueTask SendAsync()
    {
        if (_filled > 0)
        {
            byte[] bytes = _piece[.._filled];
            _filled = 0;
            Status = await files.AppendAsync(
                new UploadPiece(ticket, Status.Offset, bytes, IsHeldBack: checksum is not null));
        }
    }
}
