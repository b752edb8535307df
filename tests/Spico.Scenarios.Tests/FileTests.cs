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
    // 40 red pixels wide and 20 high, with a note (eXIf) of where it was taken.
    private static readonly byte[] Photo = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAIAAABwJOjsAAAALmVYSWZNTQAqAAAACAABAQ4AAgAAABQAAAAaAAAAADQ4Ljg1"
        + "NjYgTiwgMi4zNTIyIEUAJswmXwAAACNJREFUeNrtzbENAAAIwKD+/7Se4SAJO02dSCwWi8VisfhPvH36HQ6iHoc9AAAAAElF"
        + "TkSuQmCC");

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

    [Theory, EveryWay]
    public async Task A_photo_is_shown_with_a_thumbnail_and_without_where_it_was_taken(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Assert.True(Photo.AsSpan().IndexOf(Place) > 0);

        FileView uploaded = await alice.Client.UploadAsync(new MemoryStream(Photo), "Plaie.png");
        PostMessageResponse posted = await alice.Client.PostFilesAsync(
            talk, "", [new FileReference { File = uploaded.File }]);

        ulong seq = posted.Position.Seq;
        byte[] shown = await Downloads(bob, talk, seq, uploaded.Attachment);
        Assert.Equal(Photo[..4], shown[..4]);
        Assert.Equal(-1, shown.AsSpan().IndexOf(Place));
        byte[] thumbnail = await bob.Client.DownloadThumbnailAsync(talk, seq, uploaded.Attachment);
        Assert.Equal(new byte[] { 0xFF, 0xD8, 0xFF }, thumbnail[..3]);
        await Refusal.Of(
            ErrorCode.NotAccessible, async () => await (await clinic.Admit("chloé")).Client.DownloadThumbnailAsync(
                talk, seq, uploaded.Attachment));
        byte[] heic = [0, 0, 0, 0x18, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8];
        Error refused = await Refusal.Of(
            ErrorCode.InvalidArgument, () => alice.Client.UploadAsync(new MemoryStream(heic), "IMG_0001.HEIC"));
        Assert.Contains("send JPEG", refused.Message, StringComparison.Ordinal);
    }

    private static ReadOnlySpan<byte> Place => "48.8566 N"u8;

    internal static byte[] Pdf(int length)
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
