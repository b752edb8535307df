using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Messages;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Files;

public sealed class FilesOfStreamsTests(FileCluster clinic) : IClassFixture<FileCluster>
{
    private static readonly TimeSpan ADayLater = TimeSpan.FromHours(25);

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task Whoever_may_read_the_message_may_have_its_file_and_nobody_else()
    {
        byte[] bytes = SampleFiles.Pdf();
        StreamId talk = await clinic.GroupAsync(_alice, FileCluster.Reader(_bob));
        (FileId file, ulong seq) = await ShowAsync(talk, bytes);
        await clinic.AddAsync(_alice, talk, FileCluster.Reader(_carol, all: false));

        Assert.Equal(bytes, await clinic.DownloadAsync(_bob, talk, seq, file));
        // Added later, from now on; and nobody at all; and another message of the same conversation.
        foreach ((PersonId person, ulong at) in new[] { (_carol, seq), (PersonId.New(), seq), (_bob, seq - 1) })
        {
            Assert.Equal(
                ErrorCode.NotAccessible, (await clinic.BeginDownloadAsync(person, talk, at, file)).Error.Code);
        }
    }

    [Fact]
    public async Task The_right_is_checked_at_each_request()
    {
        StreamId talk = await clinic.GroupAsync(_alice, FileCluster.Reader(_bob));
        (FileId file, ulong seq) = await ShowAsync(talk, SampleFiles.Pdf());
        string ticket = await clinic.TicketAsync(_bob, talk, seq, file);
        Assert.Null((await clinic.ReadAsync(talk, ticket)).Refusal);

        await clinic.AddAsync(_alice, talk, FileCluster.Reader(_bob, all: true, DataClass.Medical));
        Assert.Null((await clinic.ReadAsync(talk, ticket)).Refusal);
        (FileId medical, ulong medicalSeq) = await ShowAsync(talk, SampleFiles.Pdf(), DataClass.Medical);
        Reply withheld = await clinic.BeginDownloadAsync(_bob, talk, medicalSeq, medical);
        Assert.Equal(ErrorCode.NotAccessible, withheld.Error.Code);

        await clinic.RemoveAsync(_alice, talk, _bob);
        (FileId later, ulong laterSeq) = await ShowAsync(talk, SampleFiles.Pdf());
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.BeginDownloadAsync(_bob, talk, laterSeq, later)).Error.Code);
    }

    [Fact]
    public async Task Shown_elsewhere_no_byte_is_copied_and_erasing_one_stream_takes_it_from_that_one_only()
    {
        byte[] bytes = SampleFiles.Pdf();
        StreamId first = await clinic.GroupAsync(_alice, FileCluster.Reader(_bob));
        (FileId file, ulong seq) = await ShowAsync(first, bytes);
        StreamId second = await clinic.GroupAsync(_bob, FileCluster.Reader(_carol));
        Reply forwarded = await clinic.ShowAsync(_bob, second, FileCluster.From(file, first, seq));
        Assert.Null(forwarded.Error);
        ulong secondSeq = forwarded.PostMessage.Position.Seq;
        Assert.Equal([FilePart.Upload], (await clinic.LeftAsync(file)).Parts);
        // Who may not read the one message cannot show its file in another.
        StreamId third = await clinic.GroupAsync(_carol);
        Reply stolen = await clinic.ShowAsync(_carol, third, FileCluster.From(file, first, seq));
        Assert.Equal(ErrorCode.NotAccessible, stolen.Error.Code);

        await EraseAsync(first);
        await clinic.SweepAsync(ADayLater);
        Assert.Null(await clinic.Files.Records.FindHoldAsync(file, first));
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.BeginDownloadAsync(_bob, first, seq, file)).Error.Code);
        Assert.Equal(bytes, await clinic.DownloadAsync(_carol, second, secondSeq, file));

        await EraseAsync(second);
        await clinic.SweepAsync(ADayLater);
        (bool isRecorded, FilePart[] parts) = await clinic.LeftAsync(file);
        Assert.False(isRecorded);
        Assert.Empty(parts);
    }

    [Fact]
    public async Task What_nobody_shows_is_removed_and_what_somebody_shows_stays()
    {
        StreamId talk = await clinic.GroupAsync(_alice, FileCluster.Reader(_bob));
        byte[] bytes = SampleFiles.Pdf();
        (FileId shown, ulong seq) = await ShowAsync(talk, bytes);
        FileId unshown = await clinic.ReadyAsync(_alice, "b.pdf", SampleFiles.Pdf());
        (FileId unfinished, _) = await clinic.AnnounceAsync(
            _alice, FileCluster.Announcement("c.pdf", SampleFiles.Pdf()));

        // A post that is refused once the file is held: its class is one that the author may not read.
        StreamId other = await clinic.GroupAsync(_bob, FileCluster.Reader(_alice, all: true, DataClass.Medical));
        FileId refused = await clinic.ReadyAsync(_alice, "d.pdf", SampleFiles.Pdf());
        PostMessageRequest post = FileCluster.Message(other, "", DataClass.Medical);
        post.Attachments = new FilesToShow { Files = { FileCluster.Own(refused) } };
        Assert.NotNull((await clinic.Conversation(other).Post(FileCluster.As(_alice), post)).Error);
        Assert.NotNull(await clinic.Files.Records.FindHoldAsync(refused, other));

        // Bytes whose record is gone.
        var orphan = FileId.From(Guid.NewGuid());
        clinic.Store.OpenToWrite(orphan, FilePart.Thumbnail).Dispose();

        await clinic.SweepAsync();
        Assert.True((await clinic.LeftAsync(unshown)).IsRecorded);
        await clinic.SweepAsync(ADayLater);

        foreach (FileId gone in new[] { unshown, unfinished, refused, orphan })
        {
            (bool isRecorded, FilePart[] parts) = await clinic.LeftAsync(gone);
            Assert.False(isRecorded);
            Assert.Empty(parts);
        }

        Assert.Equal(bytes, await clinic.DownloadAsync(_bob, talk, seq, shown));
        Assert.Empty((await clinic.Files.Records.FindAsync(shown))!.OwnerKey);
        Assert.True((await clinic.Files.Records.FindHoldAsync(shown, talk))!.IsShown);
    }

    [Fact]
    public async Task A_retracted_message_lets_go_of_its_files_and_of_nobody_elses()
    {
        StreamId talk = await clinic.GroupAsync(_alice, FileCluster.Reader(_bob));
        byte[] bytes = SampleFiles.Pdf();
        PostMessageRequest post = FileCluster.Message(talk, "");
        FileId file = await clinic.ReadyAsync(_alice, "a.pdf", bytes);
        post.Attachments = new FilesToShow { Files = { FileCluster.Own(file) } };
        ulong seq = (await clinic.Conversation(talk).Post(FileCluster.As(_alice), post)).PostMessage.Position.Seq;
        string ticket = await clinic.TicketAsync(_bob, talk, seq, file);
        StreamId other = await clinic.GroupAsync(_bob);
        ulong forwarded = (await clinic.ShowAsync(_bob, other, FileCluster.From(file, talk, seq))).PostMessage
            .Position.Seq;
        await clinic.SweepAsync(ADayLater);

        Assert.Null((await clinic.RetractAsync(_alice, talk, seq)).Error);

        await Eventually.Becomes<FileHold?>(
            "the conversation lets go of the file",
            () => clinic.Files.Records.FindHoldAsync(file, talk).AsTask(),
            hold => hold is null,
            "no hold");
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.ReadAsync(talk, ticket)).Refusal!.Code);
        Assert.Equal(bytes, await clinic.DownloadAsync(_bob, other, forwarded, file));
        // Repeated, the post takes its hold anew, and is answered as it was: the hold is found to be nobody's.
        Reply repeated = await clinic.Conversation(talk).Post(FileCluster.As(_alice), post);
        Assert.Equal(seq, repeated.PostMessage.Position.Seq);
        await clinic.SweepAsync(ADayLater);
        Assert.Null(await clinic.Files.Records.FindHoldAsync(file, talk));

        Assert.Null((await clinic.RetractAsync(_bob, other, forwarded)).Error);
        await Eventually.Becomes(
            "bytes that nobody shows are removed",
            () => clinic.LeftAsync(file),
            left => !left.IsRecorded && left.Parts.Length == 0,
            "no record, no part");
    }

    [Fact]
    public async Task A_repeated_post_shows_its_files_once()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        FileId file = await clinic.ReadyAsync(_alice, "a.pdf", SampleFiles.Pdf());
        PostMessageRequest post = FileCluster.Message(talk, "voici");
        post.Attachments = new FilesToShow { Files = { FileCluster.Own(file) } };

        Reply first = await clinic.Conversation(talk).Post(FileCluster.As(_alice), post);
        Reply again = await clinic.Conversation(talk).Post(FileCluster.As(_alice), post);

        Assert.Null(first.Error);
        Assert.Equal(first, again);
        Fact only = Assert.Single(await clinic.ReadAllAsync(_alice, talk), fact => fact.MessagePosted is not null);
        Assert.Equal(file.ToByteString(), Assert.Single(only.MessagePosted.Attachments.Files).File);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public async Task A_message_shows_1_to_20_files(int count)
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        var files = Enumerable.Repeat(FileCluster.Own(FileId.From(Guid.NewGuid())), count).ToArray();
        Error error = (await clinic.ShowAsync(_alice, talk, files)).Error;
        Assert.Equal((ErrorCode.InvalidArgument, 20UL), (error.Code, error.Limit));
    }

    [Fact]
    public async Task A_message_shows_a_file_once()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        FileReference file = FileCluster.Own(await clinic.ReadyAsync(_alice, "a.pdf", SampleFiles.Pdf()));
        Error error = (await clinic.ShowAsync(_alice, talk, file, file)).Error;
        Assert.Equal((ErrorCode.InvalidArgument, "attachments.files.file"), (error.Code, error.Field));
        Assert.DoesNotContain(await clinic.ReadAllAsync(_alice, talk), fact => fact.MessagePosted is not null);
    }

    [Fact]
    public async Task A_bit_that_changed_on_the_disk_is_never_given_away()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        (FileId file, ulong seq) = await ShowAsync(talk, SampleFiles.Pdf());
        string ticket = await clinic.TicketAsync(_alice, talk, seq, file);
        using (IStoredBytes stored = clinic.Store.OpenToWrite(file, FilePart.Upload))
        {
            byte[] one = new byte[1];
            stored.Read(500, one);
            stored.Write(500, [(byte)(one[0] ^ 1)]);
        }

        FilePiece piece = await clinic.ReadAsync(talk, ticket);

        Assert.Equal(ErrorCode.Internal, piece.Refusal!.Code);
        Assert.Empty(piece.Bytes);
    }

    private async Task<(FileId File, ulong Seq)> ShowAsync(
        StreamId talk, byte[] bytes, DataClass dataClass = DataClass.Unspecified)
    {
        FileId file = await clinic.ReadyAsync(_alice, "a.pdf", bytes);
        PostMessageRequest post = FileCluster.Message(talk, "", dataClass);
        post.Attachments = new FilesToShow { Files = { FileCluster.Own(file) } };
        Reply shown = await clinic.Conversation(talk).Post(FileCluster.As(_alice), post);
        Assert.Null(shown.Error);
        return (file, shown.PostMessage.Position.Seq);
    }

    // As erasing a stream will do it: its key is gone, and its grain begins anew.
    private async Task EraseAsync(StreamId stream)
    {
        await clinic.DeactivateAsync(clinic.Conversation(stream));
        using var log = new SqliteConnection($"Data Source={clinic.LogPath}");
        log.Open();
        using SqliteCommand erase = log.CreateCommand();
        erase.CommandText = "UPDATE stream SET wrapped_key = x'' WHERE id = $id";
        erase.Parameters.AddWithValue("$id", stream.Value.ToByteArray(bigEndian: true));
        Assert.Equal(1, erase.ExecuteNonQuery());
    }
}
