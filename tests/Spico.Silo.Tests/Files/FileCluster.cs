using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Inspection;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Files;

/// <summary>A silo with a scanner that says what a test wants, and what people do with files in it.</summary>
public class FileCluster : Cluster
{
    internal ScriptedScanner Scanner { get; } = new();

    internal FileServices Files => Silos[0].GetRequiredService<FileServices>();

    internal IFileStore Store => Silos[0].GetRequiredService<IFileStore>();

    internal static BeginUploadRequest Announcement(string name, byte[] bytes) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Name = name,
        Size = (ulong)bytes.Length,
        Hash = ByteString.CopyFrom(SHA256.HashData(bytes)),
    };

    internal IUploadGrain Upload(FileId file) => Grains.GetGrain<IUploadGrain>(FileKey.Of(file));

    internal ValueTask<Reply> BeginAsync(PersonId person, BeginUploadRequest request)
    {
        Assert.True(RequestId.TryFrom(request.RequestId, out RequestId id));
        return Upload(FileId.AnnouncedBy(person, id)).Begin(As(person), request);
    }

    /// <summary>Announces a file; its id and ticket.</summary>
    internal async Task<(FileId File, string Ticket)> AnnounceAsync(PersonId person, BeginUploadRequest request)
    {
        Reply reply = await BeginAsync(person, request);
        Assert.Null(reply.Error);
        Assert.True(FileId.TryFrom(reply.BeginUpload.File, out FileId file));
        return (file, reply.BeginUpload.Ticket);
    }

    /// <summary>Uploads a file in one piece; what was found.</summary>
    internal async Task<(FileId File, UploadStatus Status)> UploadAsync(PersonId person, string name, byte[] bytes)
    {
        (FileId file, string ticket) = await AnnounceAsync(person, Announcement(name, bytes));
        return (file, await Upload(file).Append(new UploadPiece(ticket, 0, bytes, IsHeldBack: false)));
    }

    /// <summary>Uploads a file that is found ready.</summary>
    internal async Task<FileId> ReadyAsync(PersonId person, string name, byte[] bytes)
    {
        (FileId file, UploadStatus status) = await UploadAsync(person, name, bytes);
        Assert.Null(status.Refusal);
        Assert.Equal((FileState.Ready, FileRefusal.Unspecified), (status.State, status.FileRefusal));
        return file;
    }

    internal async Task<FileView> ViewAsync(PersonId person, FileId file)
    {
        Reply reply = await Upload(file).Get(As(person), new GetFileRequest { File = file.ToByteString() });
        Assert.Null(reply.Error);
        return reply.GetFile.File;
    }

    internal async Task<Reply> ShowAsync(PersonId author, StreamId conversation, params FileReference[] files)
    {
        PostMessageRequest message = Message(conversation, "");
        message.Attachments = new FilesToShow { Files = { files } };
        return await Conversation(conversation).Post(As(author), message);
    }

    internal static FileReference Own(FileId file) => new() { File = file.ToByteString() };

    internal static FileReference From(FileId file, StreamId stream, ulong seq) =>
        new() { File = file.ToByteString(), Stream = stream.ToByteString(), Seq = seq };

    internal async Task<Reply> BeginDownloadAsync(PersonId person, StreamId conversation, ulong seq, FileId file) =>
        await Conversation(conversation).BeginDownload(
            As(person),
            new BeginDownloadRequest { Stream = conversation.ToByteString(), Seq = seq, File = file.ToByteString() });

    internal async Task<string> TicketAsync(PersonId person, StreamId conversation, ulong seq, FileId file)
    {
        Reply reply = await BeginDownloadAsync(person, conversation, seq, file);
        Assert.Null(reply.Error);
        return reply.BeginDownload.Ticket;
    }

    internal ValueTask<FilePiece> ReadAsync(
        StreamId conversation, string ticket, FileVariant variant = FileVariant.Content) =>
        Conversation(conversation).ReadFile(new FileRead(ticket, variant, 0, FileRead.BytesMax));

    /// <summary>The bytes of a file that a person downloads.</summary>
    internal async Task<byte[]> DownloadAsync(
        PersonId person, StreamId conversation, ulong seq, FileId file, FileVariant variant = FileVariant.Content)
    {
        FilePiece piece = await ReadAsync(conversation, await TicketAsync(person, conversation, seq, file), variant);
        Assert.Null(piece.Refusal);
        Assert.Equal(piece.Size, piece.Bytes.Length);
        return piece.Bytes;
    }

    /// <summary>What is left of a file: whether it is recorded, and its parts.</summary>
    internal async Task<(bool IsRecorded, FilePart[] Parts)> LeftAsync(FileId file) =>
        (await Files.Records.FindAsync(file) is not null,
        [
            .. Enum.GetValues<FilePart>().Where(part =>
            {
                using IStoredBytes? stored = Store.OpenToRead(file, part);
                return stored is not null;
            }),
        ]);

    /// <summary>A sweep as it will be after some time.</summary>
    internal async Task SweepAsync(TimeSpan after = default)
    {
        IServiceProvider silo = Silos[0];
        using var sweep = new FileSweep(
            Files,
            silo.GetRequiredService<StreamStorage>(),
            Grains,
            silo.GetRequiredService<IOptions<FilesOptions>>(),
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() + after),
            NullLogger<FileSweep>.Instance);
        await sweep.SweepAsync();
    }

    private protected override void Configure(IServiceCollection services) =>
        services.AddSingleton<IScanner>(Scanner);
}
