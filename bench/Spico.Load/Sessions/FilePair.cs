using System.Diagnostics;
using System.Security.Cryptography;
using Spico.Client;
using Spico.Load.Targets;
using Spico.Protocol.V1;

namespace Spico.Load.Sessions;

/// <summary>Two people of one conversation: one uploads and shows files, the other downloads them.</summary>
internal sealed class FilePair : IAsyncDisposable
{
    private readonly LoadConversation _conversation;
    private readonly SpicoClient _sender;
    private readonly SpicoClient _receiver;
    private readonly OpenStream _stream;
    private readonly IAsyncEnumerator<Fact> _facts;

    private FilePair(LoadConversation conversation, SpicoClient sender, SpicoClient receiver, OpenStream stream)
    {
        _conversation = conversation;
        _sender = sender;
        _receiver = receiver;
        _stream = stream;
        _facts = stream.Facts.GetAsyncEnumerator();
    }

    /// <summary>Signs both in.</summary>
    public static async Task<FilePair> ConnectAsync(
        LoadTarget target, LoadConversation conversation, CancellationToken cancellationToken)
    {
        SpicoClient[] clients = await Task.WhenAll(conversation.Members.Select(member =>
            SpicoClient.ConnectAsync(target.OptionsFor(member.Id, member.Name), cancellationToken)));
        OpenStream stream = await clients[1].OpenAsync(conversation.Id, cancellationToken: cancellationToken);
        return new FilePair(conversation, clients[0], clients[1], stream);
    }

    /// <summary>
    /// Uploads a file and shows it; once the other is shown it, they download it. Tells when they were shown it and how
    /// long they had to download, and whether what they have is what was uploaded.
    /// </summary>
    public async Task<FileTrip> SendAsync(byte[] file, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        FileView uploaded = await _sender.UploadAsync(
            new MemoryStream(file), "Lettre.pdf", cancellationToken: cancellationToken);
        if (uploaded.State != FileState.Ready)
        {
            return new FileTrip(begun, begun, TimeSpan.Zero, IsWhole: false);
        }

        Task<Fact> shown = ReceiveAsync(uploaded.File);
        await _sender.PostFilesAsync(
            _conversation.Id, "", [new FileReference { File = uploaded.File }], cancellationToken: cancellationToken);
        Fact fact = await shown.WaitAsync(cancellationToken);
        long visible = Stopwatch.GetTimestamp();
        using var downloaded = new MemoryStream(file.Length);
        await _receiver.DownloadAsync(
            _conversation.Id,
            fact.Seq,
            fact.MessagePosted.Attachments.Files[0],
            downloaded,
            cancellationToken: cancellationToken);
        TimeSpan download = Stopwatch.GetElapsedTime(visible);
        bool isWhole = downloaded.GetBuffer().AsSpan(0, (int)downloaded.Length).SequenceEqual(file);
        return new FileTrip(begun, visible, download, isWhole);
    }

    /// <summary>A file like no other: it says that it is a PDF, and nothing in it repeats.</summary>
    public static byte[] NewFile(int bytes)
    {
        byte[] file = RandomNumberGenerator.GetBytes(bytes);
        "%PDF-1.7\n"u8.CopyTo(file);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await _facts.DisposeAsync();
        await _stream.DisposeAsync();
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private async Task<Fact> ReceiveAsync(Google.Protobuf.ByteString file)
    {
        while (await _facts.MoveNextAsync())
        {
            if (_facts.Current.MessagePosted?.Attachments?.Files is [{ } only] && only.File == file)
            {
                return _facts.Current;
            }
        }

        throw new InvalidOperationException("The conversation ended.");
    }
}
