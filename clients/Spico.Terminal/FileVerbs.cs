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

        string path = FreePath(folder.Length > 0 ? folder : Directory.GetCurrentDirectory(), file.Name);
        string half = path + ".part";
        await using (FileStream destination = new(half, FileMode.CreateNew, FileAccess.Write))
        {
            var portion = new Portion(screen, $"saving {file.Name}", (long)file.Size);
            await client.DownloadAsync(room.Id, seq, file, destination, portion, cancellationToken);
        }

        File.Move(half, path);
        screen.Hint("");
        screen.Line(Tone.Notice, $"saved {path}");
    }

    // What others named is a name in a folder, and nothing else; what is there already stays.
    private static string FreePath(string folder, string name)
    {
        string safe = string.Concat(SafeText.Of(Path.GetFileName(name)).Split(Path.GetInvalidFileNameChars()));
        safe = safe.Trim('.', ' ') is { Length: > 0 } some ? some : "file";
        string path = Path.Combine(folder, safe);
        for (int number = 2; File.Exists(path) || File.Exists(path + ".part"); number++)
        {
            path = Path.Combine(
                folder, $"{Path.GetFileNameWithoutExtension(safe)} ({number}){Path.GetExtension(safe)}");
        }

        return path;
    }

    private static string ReasonOf(FileRefusal refusal) => refusal switch
    {
        FileRefusal.Heic => "HEIC photos are not taken; set the camera to the most compatible format, JPEG",
        FileRefusal.Malware => "the scanner found something harmful in it",
        FileRefusal.TypeMismatch => "it is not what its name says",
        FileRefusal.TypeUnsupported => "files of this kind are not taken",
        FileRefusal.ImageTooLarge => "the image has too many pixels",
        FileRefusal.ImageBroken => "the image cannot be read",
        FileRefusal.ArchiveUnsafe => "what is packed in it is not safe",
        _ => "it did not arrive whole",
    };

    /// <summary>How much of a file has gone, told ten times.</summary>
    private sealed class Portion(IScreen screen, string what, long total) : IProgress<long>
    {
        private long _told = -1;

        public void Report(long value)
        {
            long tenth = total == 0 ? 10 : value * 10 / total;
            if (Interlocked.Exchange(ref _told, tenth) != tenth)
            {
                screen.Hint($"{what}: {tenth * 10} % of {Shown.Size(total)}");
            }
        }
    }
}
