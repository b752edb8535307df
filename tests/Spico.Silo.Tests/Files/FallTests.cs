using SkiaSharp;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Files;

/// <summary>
/// The server falls at every single step between announcing a file and showing it. Goal: no half-file is visible to
/// anybody, ever, and no byte stays that nobody holds. Method: the same story is told again and again, each time with
/// the fall one step later, until it gets to its end; after each fall somebody goes on with it, or nobody does.
/// </summary>
public sealed class FallTests(FallingCluster clinic) : IClassFixture<FallingCluster>
{
    private static readonly TimeSpan ADayLater = TimeSpan.FromHours(26);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_goes_on_after_a_fall_at_any_step_shows_the_whole_file(bool isImage)
    {
        int falls = await FallAtEveryStepAsync(isImage, async story =>
        {
            await story.TellAsync();
            await story.IsShownWholeAsync();
            await clinic.SweepAsync(ADayLater);
            await LeavesAsync(story, isAll: true);
            await story.IsShownWholeAsync();
        });
        Assert.InRange(falls, 15, 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_nobody_goes_on_with_after_a_fall_leaves_nothing_unless_it_was_shown(bool isImage) =>
        await FallAtEveryStepAsync(isImage, async story =>
        {
            await clinic.SweepAsync(ADayLater);
            await clinic.SweepAsync(2 * ADayLater);
            await LeavesAsync(story, await story.IsPostedAsync());
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clearing_up_that_falls_is_finished_by_the_next(bool isCancelled)
    {
        bool hasFallen = true;
        for (int step = 1; hasFallen; step++)
        {
            var story = new Story(clinic, isImage: true);
            await (isCancelled ? story.UploadAsync(upTo: 1) : story.UploadAsync());
            hasFallen = await FallsAsync(step, isCancelled ? story.CancelAsync : () => clinic.SweepAsync(ADayLater));
            await clinic.SweepAsync(2 * ADayLater);
            await LeavesAsync(story, isAll: false);
        }
    }

    private async Task LeavesAsync(Story story, bool isAll)
    {
        (bool isRecorded, FilePart[] parts) = await clinic.LeftAsync(story.File);
        Assert.Equal(isAll, isRecorded);
        Assert.Equal(isAll ? story.Parts : [], parts);
    }

    private async Task<int> FallAtEveryStepAsync(bool isImage, Func<Story, Task> afterwards)
    {
        bool hasFallen = true;
        int step = 0;
        while (hasFallen)
        {
            var story = new Story(clinic, isImage);
            hasFallen = await FallsAsync(++step, story.TellAsync);
            await story.IsNowhereByHalfAsync();
            await afterwards(story);
        }

        return step - 1;
    }

    private async Task<bool> FallsAsync(int step, Func<Task> deed)
    {
        clinic.Fall.ComeAt(step);
        Exception? failure = await Record.ExceptionAsync(deed);
        bool hasFallen = clinic.Fall.HasCome;
        clinic.Fall.Recover();
        Assert.True(hasFallen || failure is null, $"Step {step}: {failure}");
        return hasFallen;
    }

    /// <summary>One file from its announcement to the message; each part may be told again.</summary>
    private sealed class Story
    {
        private readonly FallingCluster _clinic;
        private readonly byte[] _bytes;
        private readonly BeginUploadRequest _announcement;
        private readonly PersonId _alice = PersonId.New();
        private StreamId _talk;
        private PostMessageRequest? _post;

        public Story(FallingCluster clinic, bool isImage)
        {
            _clinic = clinic;
            _bytes = isImage ? SampleFiles.Photo() : SampleFiles.Pdf(100_000);
            _announcement = FileCluster.Announcement(isImage ? "photo.jpg" : "lettre.pdf", _bytes);
            Parts = isImage ? [FilePart.Image, FilePart.Thumbnail] : [FilePart.Upload];
        }

        public FilePart[] Parts { get; }

        public FileId File => FileId.AnnouncedBy(_alice, Id(_announcement));

        public async Task TellAsync()
        {
            await UploadAsync();
            if (_post is null)
            {
                _talk = await _clinic.GroupAsync(_alice);
                _post = FileCluster.Message(_talk, "");
                _post.Attachments = new FilesToShow { Files = { FileCluster.Own(File) } };
            }

            Assert.Null((await _clinic.Conversation(_talk).Post(FileCluster.As(_alice), _post)).Error);
        }

        public async Task UploadAsync(int upTo = int.MaxValue)
        {
            (_, string ticket) = await _clinic.AnnounceAsync(_alice, _announcement);
            IUploadGrain upload = _clinic.Upload(File);
            UploadStatus status = await upload.Look(ticket);
            while (status.State != FileState.Ready && status.Offset < upTo)
            {
                int offset = (int)status.Offset;
                int end = Math.Min(offset + (_bytes.Length / 2) + 1, _bytes.Length);
                status = status.State == FileState.Scanning ? await InspectAsync(ticket)
                    : offset == _bytes.Length ? await upload.Settle(ticket, offset)
                    : await upload.Append(new UploadPiece(ticket, offset, _bytes[offset..end], false));
            }
        }

        public async Task CancelAsync()
        {
            (_, string ticket) = await _clinic.AnnounceAsync(_alice, _announcement);
            await _clinic.Upload(File).Cancel(ticket);
        }

        public async Task IsNowhereByHalfAsync()
        {
            Reply reply = await _clinic.Upload(File).Get(
                FileCluster.As(_alice), new GetFileRequest { File = File.ToByteString() });
            FileView? view = reply.GetFile?.File;
            Assert.True(view?.State == FileState.Ready || view?.Attachment is null, $"{view}");
            if (await IsPostedAsync())
            {
                await IsShownWholeAsync();
            }
        }

        public async Task<bool> IsPostedAsync() => _post is not null && await PostedAsync() is not null;

        public async Task IsShownWholeAsync()
        {
            Fact shown = (await PostedAsync())!;
            Attachment attachment = Assert.Single(shown.MessagePosted.Attachments.Files);
            byte[] downloaded = await _clinic.DownloadAsync(_alice, _talk, shown.Seq, File);
            Assert.Equal((int)attachment.Size, downloaded.Length);
            if (attachment.HasThumbnail)
            {
                using SKBitmap image = SKBitmap.Decode(downloaded);
                Assert.Equal((32, 64), (image.Width, image.Height));
                await _clinic.DownloadAsync(_alice, _talk, shown.Seq, File, FileVariant.Thumbnail);
            }
            else
            {
                Assert.Equal(_bytes, downloaded);
            }
        }

        private async Task<UploadStatus> InspectAsync(string ticket)
        {
            // What the sweep does with what waits.
            await _clinic.SweepAsync();
            return await _clinic.Upload(File).Look(ticket);
        }

        private async Task<Fact?> PostedAsync() =>
            (await _clinic.ReadAllAsync(_alice, _talk)).SingleOrDefault(fact => fact.MessagePosted is not null);

        private static RequestId Id(BeginUploadRequest request) =>
            RequestId.TryFrom(request.RequestId, out RequestId id) ? id : default;
    }
}
