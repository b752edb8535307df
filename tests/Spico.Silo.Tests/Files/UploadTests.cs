using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using SkiaSharp;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Files;

public sealed class UploadTests(FileCluster clinic) : IClassFixture<FileCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _mallory = PersonId.New();

    public static TheoryData<string, byte[], FileRefusal> Unfit => new()
    {
        { "photo.pdf", SampleFiles.Image(SKEncodedImageFormat.Jpeg), FileRefusal.TypeMismatch },
        { "lettre.docx", SampleFiles.Zip(("a.txt", "a"u8.ToArray())), FileRefusal.TypeMismatch },
        { "lettre.pdf", "Chère consœur"u8.ToArray(), FileRefusal.TypeMismatch },
        { "photo.jpg", SampleFiles.Heic(), FileRefusal.Heic },
        { "IMG_0042.jpg", SampleFiles.HeicPhoto(), FileRefusal.Heic },
        { "setup.exe", [.. "MZ"u8, .. new byte[100]], FileRefusal.TypeUnsupported },
        { "page.html", "<script>alert(1)</script>"u8.ToArray(), FileRefusal.TypeUnsupported },
        { "note.txt", SampleFiles.Pdf(text: "VIRUS"), FileRefusal.Malware },
        { "photo.jpg", SampleFiles.Photo()[..300], FileRefusal.ImageBroken },
        { "photo.png", SampleFiles.HugeImage(), FileRefusal.ImageTooLarge },
        { "a.zip", SampleFiles.Zip(("../a.txt", "a"u8.ToArray())), FileRefusal.ArchiveUnsafe },
        { "a.zip", SampleFiles.Zip(("b.zip", "a"u8.ToArray())), FileRefusal.ArchiveUnsafe },
        { "film.mov", SampleFiles.Movie("qt  ", "gpmd"), FileRefusal.Location },
        { "film.mp4", SampleFiles.Movie("isom")[..^1], FileRefusal.TypeMismatch },
        { "film.mp4", [.. SampleFiles.Movie("isom"), 0, 0, 0, 9], FileRefusal.TypeMismatch },
    };

    public static TheoryData<string, byte[], string, string> Fit => new()
    {
        { "Lettre.pdf", SampleFiles.Pdf(), "Lettre.pdf", "application/pdf" },
        { "lettre.docx", SampleFiles.Word(), "lettre.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
        { "xdm.zip", SampleFiles.Zip(("IHE_XDM/a.xml", "a"u8.ToArray())), "xdm.zip", "application/zip" },
        { "note.txt", "très bien"u8.ToArray(), "note.txt", "text/plain" },
        { "sans nom", SampleFiles.Pdf(), "sans nom.pdf", "application/pdf" },
        { "photo.jpeg", SampleFiles.Image(SKEncodedImageFormat.Jpeg), "photo.jpeg", "image/jpeg" },
        { "schema.webp", SampleFiles.Image(SKEncodedImageFormat.Webp), "schema.webp", "image/webp" },
    };

    [Fact]
    public async Task An_upload_comes_in_pieces_and_is_ready_after_the_last()
    {
        byte[] bytes = SampleFiles.Pdf(150_000);
        (FileId file, string ticket) = await clinic.AnnounceAsync(_alice, FileCluster.Announcement("a.pdf", bytes));
        IUploadGrain upload = clinic.Upload(file);

        Assert.Equal(0, (await upload.Look(ticket)).Offset);
        Assert.Equal(50_000, (await upload.Append(new UploadPiece(ticket, 0, bytes[..50_000], false))).Offset);
        UploadStatus misplaced = await upload.Append(new UploadPiece(ticket, 60_000, bytes[60_000..], false));
        Assert.Equal((ErrorCode.WrongState, 50_000), (misplaced.Refusal!.Code, misplaced.Offset));
        UploadStatus tooMuch = await upload.Append(new UploadPiece(ticket, 50_000, [.. bytes[50_000..], 0], false));
        Assert.Equal(ErrorCode.WrongState, tooMuch.Refusal!.Code);
        FileView under = await clinic.ViewAsync(_alice, file);
        Assert.Equal((FileState.Uploading, 50_000UL, null), (under.State, under.Received, under.Attachment));

        UploadStatus done = await upload.Append(new UploadPiece(ticket, 50_000, bytes[50_000..], false));
        Assert.Equal((FileState.Ready, 150_000), (done.State, done.Offset));
        Assert.Equal("a.pdf", (await clinic.ViewAsync(_alice, file)).Attachment.Name);
        Assert.Equal(ErrorCode.WrongState,
            (await upload.Append(new UploadPiece(ticket, 150_000, [1], false))).Refusal!.Code);
    }

    [Theory, MemberData(nameof(Unfit))]
    public async Task What_is_not_what_it_says_or_harms_is_refused_and_gone(
        string name, byte[] bytes, FileRefusal refusal)
    {
        (FileId file, UploadStatus status) = await clinic.UploadAsync(_alice, name, bytes);

        Assert.Equal((FileState.Refused, refusal), (status.State, status.FileRefusal));
        FileView view = await clinic.ViewAsync(_alice, file);
        Assert.Equal((FileState.Refused, refusal, null), (view.State, view.Refusal, view.Attachment));
        Assert.Empty((await clinic.LeftAsync(file)).Parts);
    }

    [Theory, MemberData(nameof(Fit))]
    public async Task What_is_what_it_says_is_ready(string name, byte[] bytes, string shownName, string type)
    {
        FileId file = await clinic.ReadyAsync(_alice, name, bytes);

        Attachment shown = (await clinic.ViewAsync(_alice, file)).Attachment;
        Assert.Equal((shownName, type), (shown.Name, shown.MediaType));
    }

    [Fact]
    public async Task Another_hash_than_announced_is_refused()
    {
        byte[] bytes = SampleFiles.Pdf();
        BeginUploadRequest request = FileCluster.Announcement("a.pdf", bytes);
        (FileId file, string ticket) = await clinic.AnnounceAsync(_alice, request);
        bytes[^1] ^= 1;

        UploadStatus status = await clinic.Upload(file).Append(new UploadPiece(ticket, 0, bytes, false));

        Assert.Equal(FileRefusal.HashMismatch, status.FileRefusal);
    }

    [Theory]
    [InlineData("film.mp4", "isom", "video/mp4")]
    [InlineData("film.mov", "qt  ", "video/quicktime")]
    [InlineData("memo.m4a", "M4A ", "audio/mp4")]
    public async Task Nothing_of_where_a_film_was_made_survives_and_all_the_rest_is_where_it_was(
        string name, string brand, string type)
    {
        byte[] film = SampleFiles.Movie(brand);
        FileId file = await clinic.ReadyAsync(_alice, name, film);
        StreamId talk = await clinic.GroupAsync(_alice);
        Reply shown = await clinic.ShowAsync(_alice, talk, FileCluster.Own(file));

        byte[] copy = await clinic.DownloadAsync(_alice, talk, shown.PostMessage.Position.Seq, file);

        Assert.True(film.AsSpan().IndexOf(Encoding.ASCII.GetBytes(SampleFiles.Place)) > 0);
        Assert.Equal(-1, copy.AsSpan().IndexOf("GPS"u8));
        Assert.Equal(-1, copy.AsSpan().IndexOf("+48.85"u8));
        Assert.Equal(film.Length, copy.Length);
        Assert.Equal(film[^70_017..], copy[^70_017..]);
        Attachment attachment = (await clinic.ViewAsync(_alice, file)).Attachment;
        Assert.Equal(type, attachment.MediaType);
        Assert.Equal(SHA256.HashData(copy), attachment.Hash.ToByteArray());
        Assert.Equal([FilePart.Image], (await clinic.LeftAsync(file)).Parts);
    }

    [Fact]
    public async Task Nothing_of_where_a_photo_was_taken_survives_and_it_stands_upright()
    {
        byte[] photo = SampleFiles.Photo();
        Assert.True(photo.AsSpan().IndexOf(Encoding.ASCII.GetBytes(SampleFiles.Place)) > 0);
        FileId file = await clinic.ReadyAsync(_alice, "photo.jpg", photo);
        StreamId talk = await clinic.GroupAsync(_alice);
        Reply shown = await clinic.ShowAsync(_alice, talk, FileCluster.Own(file));

        byte[] image = await clinic.DownloadAsync(_alice, talk, shown.PostMessage.Position.Seq, file);
        byte[] thumbnail = await clinic.DownloadAsync(
            _alice, talk, shown.PostMessage.Position.Seq, file, FileVariant.Thumbnail);

        Assert.True(image.AsSpan().IndexOf("Exif"u8) < 0);
        Assert.True(image.AsSpan().IndexOf(Encoding.ASCII.GetBytes(SampleFiles.Place)) < 0);
        Attachment attachment = (await clinic.ViewAsync(_alice, file)).Attachment;
        Assert.Equal((32u, 64u, true), (attachment.Width, attachment.Height, attachment.HasThumbnail));
        using SKBitmap seen = SKBitmap.Decode(image);
        Assert.Equal((32, 64), (seen.Width, seen.Height));
        // Turned clockwise: what was left is up.
        Assert.True(seen.GetPixel(16, 8).Red > 200 && seen.GetPixel(16, 56).Blue > 200);
        using SKBitmap small = SKBitmap.Decode(thumbnail);
        Assert.Equal((32, 64), (small.Width, small.Height));
        Assert.Equal([FilePart.Image, FilePart.Thumbnail], (await clinic.LeftAsync(file)).Parts);
    }

    [Fact]
    public async Task Nobody_else_sees_touches_or_shows_an_upload()
    {
        byte[] bytes = SampleFiles.Pdf();
        (FileId file, string ticket) = await clinic.AnnounceAsync(_alice, FileCluster.Announcement("a.pdf", bytes));
        IUploadGrain upload = clinic.Upload(file);

        Reply seen = await upload.Get(
            FileCluster.As(_mallory), new GetFileRequest { File = file.ToByteString() });
        Assert.Equal(ErrorCode.NotAccessible, seen.Error.Code);
        Assert.True(FileTicket.TryRead(ticket, out FileTicket? said));
        foreach (string forged in new[]
        {
            ticket[..^2] + "AA",
            clinic.Files.Tickets.Issue(said! with { Person = _mallory }),
            clinic.Files.Tickets.Issue(said with { Purpose = FileTicketPurpose.Download }),
            clinic.Files.Tickets.Issue(said with { ExpiresAt = 1 }),
        })
        {
            UploadStatus touched = await upload.Append(new UploadPiece(forged, 0, bytes, false));
            Assert.Equal(ErrorCode.NotAccessible, touched.Refusal!.Code);
        }

        await upload.Append(new UploadPiece(ticket, 0, bytes, false));
        StreamId talk = await clinic.GroupAsync(_mallory);
        Reply shown = await clinic.ShowAsync(_mallory, talk, FileCluster.Own(file));
        Assert.Equal(ErrorCode.NotAccessible, shown.Error.Code);
    }

    [Fact]
    public async Task The_same_announcement_gives_the_same_file_and_another_one_under_its_id_is_refused()
    {
        BeginUploadRequest request = FileCluster.Announcement("a.pdf", SampleFiles.Pdf());
        (FileId file, _) = await clinic.AnnounceAsync(_alice, request);
        Assert.Equal(file, (await clinic.AnnounceAsync(_alice, request)).File);

        BeginUploadRequest other = request.Clone();
        other.Name = "b.pdf";
        Assert.Equal(ErrorCode.IdReused, (await clinic.BeginAsync(_alice, other)).Error.Code);
    }

    [Fact]
    public async Task What_one_person_may_have_is_bounded()
    {
        FilesOptions limits = clinic.Files.Options;
        BeginUploadRequest large = FileCluster.Announcement("a.pdf", [1]);
        large.Size = (ulong)limits.FileBytesMax + 1;
        Error tooLarge = (await clinic.BeginAsync(_alice, large)).Error;
        Assert.Equal((ErrorCode.TooLarge, (ulong)limits.FileBytesMax), (tooLarge.Code, tooLarge.Limit));

        for (int i = 0; i < limits.UploadsMax; i++)
        {
            BeginUploadRequest fits = FileCluster.Announcement("a.pdf", [1]);
            fits.Size = (ulong)limits.FileBytesMax;
            await clinic.AnnounceAsync(_alice, fits);
        }

        Error oneMore = (await clinic.BeginAsync(_alice, FileCluster.Announcement("a.pdf", [1]))).Error;
        Assert.Equal((ErrorCode.LimitReached, (ulong)limits.UploadsMax), (oneMore.Code, oneMore.Limit));
    }

    [Theory]
    [InlineData("", 10, 0, "name")]
    [InlineData("a.pdf", 0, 0, "size")]
    [InlineData("a.pdf", 10, 31, "hash")]
    [InlineData("photo.HEIC", 10, 0, "name")]
    public async Task An_announcement_that_cannot_be_is_refused_at_once(
        string name, ulong size, int hashBytes, string field)
    {
        var request = new BeginUploadRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Name = name,
            Size = size,
            Hash = ByteString.CopyFrom(new byte[hashBytes]),
        };
        Error error = (await clinic.BeginAsync(_alice, request)).Error;
        Assert.Equal((ErrorCode.InvalidArgument, field), (error.Code, error.Field));
    }

    [Fact]
    public async Task While_the_scanner_is_away_a_file_waits_and_is_shown_by_nobody()
    {
        (FileId file, UploadStatus status) = await clinic.UploadAsync(
            _alice, "a.pdf", SampleFiles.Pdf(text: "AWAY"));
        Assert.Equal(FileState.Scanning, status.State);
        StreamId talk = await clinic.GroupAsync(_alice);
        Assert.Equal(ErrorCode.WrongState, (await clinic.ShowAsync(_alice, talk, FileCluster.Own(file))).Error.Code);
        await clinic.SweepAsync();
        Assert.Equal(FileState.Scanning, (await clinic.ViewAsync(_alice, file)).State);

        clinic.Scanner.IsBack = true;
        await clinic.SweepAsync();

        Assert.Equal(FileState.Ready, (await clinic.ViewAsync(_alice, file)).State);
        Assert.Null((await clinic.ShowAsync(_alice, talk, FileCluster.Own(file))).Error);
    }

    [Fact]
    public async Task Bytes_held_back_are_looked_at_when_they_are_settled_and_damaged_ones_are_dropped()
    {
        byte[] bytes = SampleFiles.Pdf(100_000);
        (FileId file, string ticket) = await clinic.AnnounceAsync(_alice, FileCluster.Announcement("a.pdf", bytes));
        IUploadGrain upload = clinic.Upload(file);

        await upload.Append(new UploadPiece(ticket, 0, bytes[..70_000], IsHeldBack: true));
        await upload.Append(new UploadPiece(ticket, 70_000, new byte[30_000], IsHeldBack: true));
        UploadStatus dropped = await upload.Settle(ticket, 70_000);
        Assert.Equal((FileState.Uploading, 70_000), (dropped.State, dropped.Offset));
        await upload.Append(new UploadPiece(ticket, 70_000, bytes[70_000..], IsHeldBack: true));

        Assert.Equal(FileState.Ready, (await upload.Settle(ticket, 100_000)).State);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        byte[] bytes = SampleFiles.Pdf();
        (FileId file, string ticket) = await clinic.AnnounceAsync(_alice, FileCluster.Announcement("a.pdf", bytes));
        await clinic.Upload(file).Append(new UploadPiece(ticket, 0, bytes[..500], false));

        Assert.Null((await clinic.Upload(file).Cancel(ticket)).Refusal);

        Assert.Equal(ErrorCode.NotAccessible, (await clinic.Upload(file).Look(ticket)).Refusal!.Code);
        (bool isRecorded, FilePart[] parts) = await clinic.LeftAsync(file);
        Assert.False(isRecorded);
        Assert.Empty(parts);
    }
}
