using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>Files of the conversation that is open: sent and saved, with how far it is.</summary>
/// <param name="client">The session.</param>
/// <param name="screen">Where it is said how far it is.</param>
/// <param name="open">The conversation that is open, or null.</param>
internal sealed class FileVerbs(SpicoClient client, IScreen screen, Func<Room?> open)
{
    private static readonly TimeSpan ScannedWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskedEvery = TimeSpan.FromMilliseconds(500);

    public IReadOnlyList<Verb> Verbs =>
    [
        new("/file", "PATH [TEXT]", "sends a file; quote a path with spaces", SendAsync),
        new("/save", "#N [FILE] [FOLDER]", "saves a file that a message shows", SaveAsync),
    ];

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        if (open() is not { } room)
        {
            screen.Line(Tone.Warning, "open a conversation first, by its number");
            return;
        }

        (string path, string caption) = text.StartsWith('"') && text.IndexOf('"', 1) is > 0 and var end
            ? (text[1..end], text[(end + 1)..].Trim())
            : Typed.Split(text);
        await using FileStream content = File.OpenRead(path);
        string name = Path.GetFileName(path);
        FileView file = await client.UploadAsync(
            content,
            name,
            progress: new Portion(screen, $"sending {name}", content.Length),
            cancellationToken: cancellationToken);
        file = await ScannedAsync(file, name, cancellationToken);
        screen.Hint("");
        if (file.State != FileState.Ready)
        {
            screen.Line(Tone.Warning, file.State == FileState.Refused
                ? $"{name} is not taken: {ReasonOf(file.Refusal)}"
                : $"{name} is still being looked at; send it again later");
            return;
        }

        await client.PostFilesAsync(
            room.Id, caption, [new FileReference { File = file.File }], cancellationToken: cancellationToken);
    }

    private async Task<FileView> ScannedAsync(FileView file, string name, CancellationToken cancellationToken)
    {
        TimeProvider clock = TimeProvider.System;
        long began = clock.GetTimestamp();
        while (file.State == FileState.Scanning && clock.GetElapsedTime(began) < ScannedWithin
            && FileId.TryFrom(file.File, out FileId id))
        {
            screen.Hint($"{name} is looked at…");
            await Task.Delay(AskedEvery, clock, cancellationToken);
            file = await client.GetFileAsync(id, cancellationToken);
        }

        return file;
    }

    private async Task SaveAsync(string text, CancellationToken cancellationToken)
    {
        if (open() is not { } room || !Typed.TryNumber(text, out ulong seq, out string rest)
            || room.FilesOf(seq) is not { Count: > 0 } files)
        {
            screen.Line(Tone.Warning, "which message? Name one that shows a file, as: /save #5");
            return;
        }

        Attachment? file = files[0];
        if (Typed.TryNumber(rest, out ulong number, out string folder))
        {
            file = number <= (ulong)files.Count ? files[(int)number - 1] : null;
        }
        else
        {
            folder = rest;
        }

        if (file is null)
        {
            screen.Line(Tone.Warning, $"the message shows {files.Count} files");
            return;
        }

        var portion = new Portion(screen, $"saving {file.Name}", (long)file.Size);
        string path = await SavedFile.WriteAsync(folder, file.Name, destination =>
            client.DownloadAsync(room.Id, seq, file, destination, portion, cancellationToken));
        screen.Hint("");
        screen.Line(Tone.Notice, $"saved {path}");
    }

    private static string ReasonOf(FileRefusal refusal) => refusal switch
    {
        FileRefusal.Heic => "HEIC photos are not taken; set the camera to the most compatible format, JPEG",
        FileRefusal.Malware => "the scanner found something harmful in it",
        FileRefusal.TypeMismatch => "it is not what its name says",
        FileRefusal.TypeUnsupported => "files of this kind are not taken",
        FileRefusal.ImageTooLarge => "the image has too many pixels",
        FileRefusal.ImageBroken => "the image cannot be read",
        FileRefusal.Location => "the film tells where it was made; record it without location",
        FileRefusal.ArchiveUnsafe => "what is packed in it is not safe",
        _ => "it did not arrive whole",
    };
}
