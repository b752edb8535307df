using System.Globalization;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>Documents made of the conversation that is open: asked for, saved, and verified.</summary>
/// <param name="client">The session.</param>
/// <param name="screen">Where it is said how far it is.</param>
/// <param name="open">The conversation that is open, or null.</param>
internal sealed class SynthesisVerbs(SpicoClient client, IScreen screen, Func<Room?> open)
{
    public IReadOnlyList<Verb> Verbs =>
    [
        new(
            "/synthesis",
            "[html] [bare] [#N-#M] [FOLDER]",
            "makes a document of the conversation, or of a part of it; bare: without its files",
            MakeAsync),
        new("/verify", "PATH", "whether a synthesis is one of this conversation, unchanged", VerifyAsync),
    ];

    private async Task MakeAsync(string text, CancellationToken cancellationToken)
    {
        if (open() is not { } room)
        {
            screen.Line(Tone.Warning, "open a conversation first, by its number");
            return;
        }

        (SynthesisSelection selection, string folder) = Read(text);
        Synthesis made = await client.MakeSynthesisAsync(room.Id, selection, new Told(screen), cancellationToken);
        screen.Hint("");
        if (made.State != SynthesisState.Ready)
        {
            screen.Line(Tone.Warning, $"no synthesis: {ReasonOf(made.Refusal)}");
            return;
        }

        var portion = new Portion(screen, "saving the synthesis", (long)made.Document.Size);
        string path = await SavedFile.WriteAsync(folder, made.Document.Name, destination =>
            client.DownloadSynthesisAsync(made, destination, portion, cancellationToken));
        screen.Hint("");
        screen.Line(Tone.Notice, $"saved {path}");
    }

    private async Task VerifyAsync(string path, CancellationToken cancellationToken)
    {
        if (open() is not { } room)
        {
            screen.Line(Tone.Warning, "open a conversation first, by its number");
            return;
        }

        byte[] document = await File.ReadAllBytesAsync(path.Trim('"'), cancellationToken);
        var manifest = SynthesisPaper.Read(document);
        var findings = new List<SynthesisFinding>();
        VerifySynthesisResponse found = new();
        foreach (SynthesisEntry[] some in manifest.Entries.Chunk(SynthesisPaper.EntriesMax).DefaultIfEmpty([]))
        {
            found = await client.VerifySynthesisAsync(
                room.Id, new MemoryStream(document), manifest.Nonce, some, cancellationToken);
            findings.AddRange(found.Findings);
        }

        if (!found.Genuine)
        {
            screen.Line(Tone.Warning, "this is not a synthesis of this conversation, or it was changed");
            return;
        }

        string by = PersonId.TryFrom(found.By, out PersonId person)
            ? (await client.GetPeopleAsync([person], cancellationToken)) is [var asker, ..]
                ? asker.Name
                : person.ToString()
            : "somebody";
        screen.Line(
            Tone.Notice, $"genuine: made for {by}, asked for {Shown.Time(found.AskedAt)}; {Findings(findings)}");
    }

    private static string Findings(IReadOnlyCollection<SynthesisFinding> findings) => string.Join(
        ", ",
        findings.GroupBy(finding => finding).Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{group.Count()} messages {group.Key switch
            {
                SynthesisFinding.Unchanged => "unchanged",
                SynthesisFinding.EditedSince => "edited since",
                SynthesisFinding.RetractedSince => "retracted since",
                SynthesisFinding.NotAccessible => "not for you to read",
                _ => "different",
            }}")));

    private static (SynthesisSelection Selection, string Folder) Read(string text)
    {
        var selection = new SynthesisSelection();
        while (text.Length > 0)
        {
            (string word, string rest) = Typed.Split(text);
            if (word == "html")
            {
                selection.Format = SynthesisFormat.Html;
            }
            else if (word == "bare")
            {
                selection.WithoutFiles = true;
            }
            else if (word.StartsWith('#') && word.Split('-') is { Length: 1 or 2 } ends
                && Typed.TryNumber(ends[0], out ulong first, out _)
                && Typed.TryNumber(ends[^1], out ulong last, out _))
            {
                (selection.First, selection.Last) = (first, last);
            }
            else
            {
                return (selection, text.Trim('"'));
            }

            text = rest;
        }

        return (selection, "");
    }

    private static string ReasonOf(SynthesisRefusal refusal) => refusal switch
    {
        SynthesisRefusal.Empty => "there is no message",
        SynthesisRefusal.TooManyMessages => "there are too many messages, name a range as #10-#90",
        SynthesisRefusal.TooMuchText => "there is too much text, name a range as #10-#90",
        SynthesisRefusal.TooManyPages => "it would have too many pages, name a range as #10-#90",
        SynthesisRefusal.TooManyFiles => "its files are too many or too large, leave them out with bare",
        SynthesisRefusal.NoRoom => "your files take all the room you have",
        SynthesisRefusal.AccessEnded => "you are no longer a member",
        _ => "the server failed, several times",
    };

    /// <summary>How many messages are in it, told as it goes.</summary>
    private sealed class Told(IScreen screen) : IProgress<Synthesis>
    {
        public void Report(Synthesis value) => screen.Hint(
            value.Total == 0 ? "the synthesis waits for its turn" : $"the synthesis: {value.Done} of {value.Total}");
    }
}
