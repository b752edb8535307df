using System.Security.Cryptography;
using System.Text;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class FileTests
{
    [Theory, EveryWay]
    public async Task A_file_is_uploaded_shown_and_downloaded(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);
        byte[] letter = Pdf(300_000);

        FileView uploaded = await alice.Client.UploadAsync(new MemoryStream(letter), "../Lettre de sortie.pdf");
        Assert.Equal(FileState.Ready, uploaded.State);
        await alice.Client.PostFilesAsync(talk, "", [new FileReference { File = uploaded.File }]);

        await bobs.Receives("");
        Fact shown = bobs.Facts[^1];
        Attachment attachment = Assert.Single(shown.MessagePosted.Attachments.Files);
        Assert.Equal("Lettre de sortie.pdf", attachment.Name);
        Assert.Equal("application/pdf", attachment.MediaType);
        Assert.Equal(SHA256.HashData(letter), attachment.Hash.ToByteArray());
        Assert.Equal(letter, await Downloads(bob, talk, shown.Seq, attachment));
    }

    private static byte[] Pdf(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        Encoding.ASCII.GetBytes("%PDF-1.7\n").CopyTo(bytes, 0);
        return bytes;
    }

    private static async Task<byte[]> Downloads(Colleague person, StreamId talk, ulong seq, Attachment attachment)
    {
        using var destination = new MemoryStream();
        await person.Client.DownloadAsync(talk, seq, attachment, destination);
        return destination.ToArray();
    }
}
