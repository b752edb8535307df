using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>A server with a real scanner, which dies and comes back.</summary>
public sealed class ScannerTests
{
    private static readonly byte[] Clean = Encoding.UTF8.GetBytes("Patient stable.");
    private static readonly byte[] Infected = Encoding.UTF8.GetBytes($"Voir {ClamdServer.Marker}");

    [Fact]
    public async Task A_file_is_in_quarantine_until_it_is_found_clean_and_what_is_not_is_never_shown()
    {
        await using ClamdServer clamd = await ClamdServer.StartAsync();
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, new Dictionary<string, string>
        {
            ["Spico:Files:Scanner"] = clamd.Address,
            ["Spico:Files:SweepPeriod"] = "00:00:00.1",
        });
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);

        FileView refused = await Uploads(alice, Infected);
        Assert.Equal((FileState.Refused, FileRefusal.Malware), (refused.State, refused.Refusal));
        await Refusal.Of(ErrorCode.WrongState, () => Shows(alice, talk, refused.File));
        Assert.Equal(FileState.Ready, (await Uploads(alice, Clean)).State);

        await clamd.KillAsync();
        var told = new ConcurrentDictionary<ByteString, FileView>();
        alice.Client.FileChanged += view => told[view.File] = view;
        await using OpenStream inbox = await alice.Client.OpenAsync(alice.Client.Inbox);
        FileView clean = await Uploads(alice, Clean);
        FileView infected = await Uploads(alice, Infected);
        Assert.All([clean, infected], view => Assert.Equal((FileState.Scanning, null), (view.State, view.Attachment)));
        await Refusal.Of(ErrorCode.WrongState, () => Shows(alice, talk, clean.File));

        await clamd.RestartAsync();
        await Eventually.Becomes(
            "alice is told what was found", () => told.Count, count => count == 2, "2 files");
        Assert.Equal(FileState.Ready, told[clean.File].State);
        Assert.Equal(FileRefusal.Malware, told[infected.File].Refusal);
        await Shows(alice, talk, clean.File);
        await bobs.Receives("");
        using var downloaded = new MemoryStream();
        Attachment shown = bobs.Facts[^1].MessagePosted.Attachments.Files.Single();
        await bob.Client.DownloadAsync(talk, bobs.Facts[^1].Seq, shown, downloaded);
        Assert.Equal(Clean, downloaded.ToArray());

        // Nothing is kept of what was refused.
        string[] kept = Directory.GetFiles(Path.Combine(node.DataFolder, "files"), "*", SearchOption.AllDirectories);
        Assert.Equal(2, kept.Length);
    }

    private static Task<FileView> Uploads(Colleague person, byte[] bytes) =>
        person.Client.UploadAsync(new MemoryStream(bytes), "note.txt");

    private static Task Shows(Colleague person, StreamId talk, ByteString file) =>
        person.Client.PostFilesAsync(talk, "", [new FileReference { File = file }]);
}
