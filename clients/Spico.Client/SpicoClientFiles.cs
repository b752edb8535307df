using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Client.Transfers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Files: uploaded, shown by messages, downloaded. Commands go through the client's door, bytes over HTTP to
/// <see cref="SpicoClientOptions.Files"/>. What is cut off goes on where it stopped.
/// </summary>
public static class SpicoClientFiles
{
    /// <summary>
    /// Uploads a file, and returns how the server found it: ready to be shown, refused, or waiting for its scanner (see
    /// <see cref="GetFileAsync"/>). Called again with the same request id it goes on with the same upload. Throws
    /// <see cref="SpicoException"/> when the server refuses to take it or cannot be reached.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="content">The bytes; can be read from any place.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="mediaType">What it is; empty: by its name.</param>
    /// <param name="progress">Told how many bytes the server has been sent.</param>
    /// <param name="requestId">Makes the call repeatable.</param>
    /// <param name="cancellationToken">Gives the call up; the upload may be continued.</param>
    public static async Task<FileView> UploadAsync(
        this SpicoClient client,
        Stream content,
        string name,
        string mediaType = "",
        IProgress<long>? progress = null,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        content.Position = 0;
        var request = new BeginUploadRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Name = name,
            MediaType = mediaType,
            Size = (ulong)content.Length,
            Hash = ByteString.CopyFrom(await SHA256.HashDataAsync(content, cancellationToken)),
        };
        var upload = new FileUpload(client, request, content, progress);
        FileId file = await upload.RunAsync(cancellationToken);
        return await client.GetFileAsync(file, cancellationToken);
    }

    /// <summary>How far a file of the person's own is.</summary>
    public static async Task<FileView> GetFileAsync(
        this SpicoClient client, FileId file, CancellationToken cancellationToken = default)
    {
        var request = new GetFileRequest { File = file.ToByteString() };
        return (await FileCalls.AskAsync(client, new Command { GetFile = request }, cancellationToken)).GetFile.File;
    }

    /// <summary>Posts a message that shows files: own uploads that are ready, or files of other messages.</summary>
    public static async Task<PostMessageResponse> PostFilesAsync(
        this SpicoClient client,
        StreamId conversation,
        string text,
        IEnumerable<FileReference> files,
        DataClass dataClass = DataClass.Unspecified,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new PostMessageRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Text = text,
            DataClass = dataClass,
            Attachments = new FilesToShow { Files = { files } },
        };
        return (await FileCalls.AskAsync(client, new Command { PostMessage = request }, cancellationToken))
            .PostMessage;
    }

    /// <summary>
    /// Downloads a file that a message shows, and checks its hash. Throws <see cref="SpicoException"/> when the server
    /// refuses, or <see cref="InvalidDataException"/> when the bytes are others.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="stream">The stream of the message.</param>
    /// <param name="seq">The message's sequence number.</param>
    /// <param name="attachment">The file, as the message shows it.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="progress">Told how many bytes have come.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public static Task DownloadAsync(
        this SpicoClient client,
        StreamId stream,
        ulong seq,
        Attachment attachment,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var request = new BeginDownloadRequest { Stream = stream.ToByteString(), Seq = seq, File = attachment.File };
        return new FileDownload(client, Ticket(client, request), destination, progress)
            .RunAsync(attachment, cancellationToken);
    }

    /// <summary>Downloads the thumbnail of an image that a message shows: a JPEG.</summary>
    public static async Task<byte[]> DownloadThumbnailAsync(
        this SpicoClient client,
        StreamId stream,
        ulong seq,
        Attachment attachment,
        CancellationToken cancellationToken = default)
    {
        var request = new BeginDownloadRequest { Stream = stream.ToByteString(), Seq = seq, File = attachment.File };
        using var thumbnail = new MemoryStream();
        await new FileDownload(client, Ticket(client, request), thumbnail, null).RunThumbnailAsync(cancellationToken);
        return thumbnail.ToArray();
    }

    private static Func<CancellationToken, Task<(string Path, string Ticket)>> Ticket(
        SpicoClient client, BeginDownloadRequest request) => async cancellationToken =>
    {
        Reply reply = await FileCalls.AskAsync(client, new Command { BeginDownload = request }, cancellationToken);
        return (reply.BeginDownload.Path, reply.BeginDownload.Ticket);
    };
}
