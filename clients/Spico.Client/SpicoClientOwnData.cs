using Spico.Client.Transfers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>What the server holds about the caller, as a method like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientOwnData
{
    /// <summary>Makes a file of it, and gives a ticket for the file.</summary>
    public static async Task<ExportOwnDataResponse> ExportOwnDataAsync(
        this SpicoClient client,
        OwnDataFormat format,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ExportOwnDataRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Format = format,
        };
        Reply reply = await client.AskAsync(new Command { ExportOwnData = request }, cancellationToken);
        return reply.ExportOwnData;
    }

    /// <summary>
    /// Downloads an export, and checks its hash. Throws <see cref="SpicoException"/> when the server refuses, or
    /// <see cref="InvalidDataException"/> when the bytes are others.
    /// </summary>
    public static Task DownloadOwnDataAsync(
        this SpicoClient client,
        ExportOwnDataResponse export,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(export);
        var download = new FileDownload(
            client, _ => Task.FromResult((export.Path, export.Ticket)), destination, progress);
        return download.RunAsync(export.Document, cancellationToken);
    }
}
