using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Files;

/// <summary>What every keeper of the records of files does.</summary>
public abstract class FileRecordsConformance
{
    private static readonly FileQuota Ample = new(UploadsMax: 1_000, BytesMax: long.MaxValue / 2);

    private readonly PersonId _alice = PersonId.New();
    private readonly StreamId _talk = StreamId.InboxOf(PersonId.New());

    private protected abstract IFileRecords Records { get; }

    [Fact]
    public async Task A_record_comes_back_as_it_was_kept_and_is_changed_from_the_state_it_is_in_only()
    {
        FileRow row = Row(FileState.Uploading) with { Sealed = [1, 2, 3], Size = 1L << 40 };
        Assert.Equal(FileAdmission.Added, await Records.AddAsync(row, Ample));
        Assert.Equal(FileAdmission.Known, await Records.AddAsync(row with { Sealed = [9] }, Ample));
        Assert.Equivalent(row, await Records.FindAsync(row.Id), strict: true);

        FileRow ready = row with
        {
            State = FileState.Ready,
            Content = FilePart.Image,
            Sealed = [4],
            ExpiresAt = long.MaxValue,
        };
        Assert.False(await Records.ChangeAsync(ready, FileState.Scanning));
        Assert.True(await Records.ChangeAsync(ready, FileState.Uploading));
        Assert.False(await Records.ChangeAsync(row, FileState.Uploading));
        Assert.Equivalent(ready, await Records.FindAsync(row.Id), strict: true);
        Assert.Null(await Records.FindAsync(NewFile()));
    }

    [Fact]
    public async Task What_a_person_has_is_counted_against_both_limits_and_what_others_have_is_not()
    {
        var quota = new FileQuota(UploadsMax: 3, BytesMax: 1_000);
        foreach (FileState state in new[] { FileState.Uploading, FileState.Scanning, FileState.Ready })
        {
            Assert.Equal(FileAdmission.Added, await Records.AddAsync(Row(state) with { Size = 300 }, quota));
        }

        await Records.AddAsync(Row(FileState.Ready) with { Owner = PersonId.New(), Size = 300 }, quota);
        Assert.Equal(FileAdmission.NoRoom, await Records.AddAsync(Row(FileState.Uploading) with { Size = 101 }, quota));
        Assert.Equal(FileAdmission.Added, await Records.AddAsync(Row(FileState.Uploading) with { Size = 100 }, quota));
        Assert.Equal(FileAdmission.TooManyUploads, await Records.AddAsync(Row(FileState.Uploading), quota));
    }

    [Fact]
    public async Task Announcements_at_once_do_not_share_the_last_room()
    {
        FileAdmission[] admitted = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
            await Records.AddAsync(Row(FileState.Uploading), new FileQuota(UploadsMax: 5, BytesMax: 1_000_000)))));

        Assert.Equal(5, admitted.Count(each => each == FileAdmission.Added));
        Assert.Equal(7, admitted.Count(each => each == FileAdmission.TooManyUploads));
    }

    [Fact]
    public async Task Only_a_ready_file_is_held_and_a_repeated_hold_is_one_that_is_newer()
    {
        FileRow row = await AddAsync(FileState.Scanning);
        FileHold hold = Hold(row.Id);
        Assert.False(await Records.HoldAsync(hold));
        Assert.False(await Records.HoldAsync(Hold(NewFile())));

        await Records.ChangeAsync(row with { State = FileState.Ready }, FileState.Scanning);
        Assert.True(await Records.HoldAsync(hold));
        Assert.Equivalent(hold, await Records.FindHoldAsync(row.Id, _talk), strict: true);
        await Records.NoteShownAsync(hold);
        FileHold again = hold with { At = hold.At + 5, SealedKey = [7] };
        Assert.True(await Records.HoldAsync(again));

        FileHold kept = Assert.Single(await Records.ListHoldsOfAsync(_talk, hold.Author, hold.Request));
        Assert.Equivalent(again with { IsShown = true }, kept, strict: true);
        Assert.Empty(await Records.ListHoldsOfAsync(_talk, PersonId.New(), hold.Request));
        Assert.Null(await Records.FindHoldAsync(row.Id, StreamId.InboxOf(_alice)));
    }

    [Fact]
    public async Task A_record_goes_with_the_last_that_holds_it_owner_or_stream()
    {
        FileRow row = await AddAsync(FileState.Ready);
        FileHold first = Hold(row.Id);
        FileHold second = Hold(row.Id);
        await Records.HoldAsync(first);
        await Records.HoldAsync(second);

        // Renewed meanwhile: whoever found it old finds nothing to drop.
        Assert.False(await Records.DropAsync(first with { At = first.At - 1 }));
        Assert.Equal(2, (await HoldsOf(row.Id)).Count);
        Assert.False(await Records.DropAsync(first));
        Assert.False(await Records.EndClaimAsync(row.Id));
        FileRow shown = (await Records.FindAsync(row.Id))!;
        Assert.Equal((long.MaxValue, 0), (shown.ExpiresAt, shown.OwnerKey.Length));
        Assert.True(await Records.DropAsync(second));
        Assert.Null(await Records.FindAsync(row.Id));
        Assert.False(await Records.DropAsync(second));
        Assert.False(await Records.HoldAsync(second));

        FileRow unshown = await AddAsync(FileState.Ready);
        Assert.True(await Records.EndClaimAsync(unshown.Id));
        Assert.Null(await Records.FindAsync(unshown.Id));
    }

    [Fact]
    public async Task What_is_not_ready_is_removed_and_what_is_ready_is_not()
    {
        FileRow ready = await AddAsync(FileState.Ready);
        foreach (FileState state in new[] { FileState.Uploading, FileState.Scanning, FileState.Refused })
        {
            FileRow row = await AddAsync(state);
            Assert.False(await Records.EndClaimAsync(row.Id));
            Assert.True(await Records.RemoveUnreadyAsync(row.Id));
            Assert.False(await Records.RemoveUnreadyAsync(row.Id));
        }

        Assert.False(await Records.RemoveUnreadyAsync(ready.Id));
        Assert.NotNull(await Records.FindAsync(ready.Id));
    }

    [Fact]
    public async Task What_has_ended_what_waits_and_what_is_held_is_listed_page_by_page()
    {
        FileRow[] rows = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            FileRow row = Row(FileState.Scanning) with { ExpiresAt = 1_000 + i };
            await Records.AddAsync(row, Ample);
            return row;
        }))];
        FileId unknown = NewFile();

        Assert.Equal(
            rows[..2].Select(row => row.Id), (await Records.ListEndedAsync(1_001, 10)).Select(row => row.Id));
        Assert.Equal(rows[0].Id, Assert.Single(await Records.ListEndedAsync(1_004, 1)).Id);
        Assert.Equal([unknown], await Records.FindUnknownAsync([rows[0].Id, unknown, rows[1].Id]));

        List<FileId> waiting = [];
        for (List<FileId> page = await Records.ListWaitingAsync(default, 2); page.Count > 0;)
        {
            waiting.AddRange(page);
            page = await Records.ListWaitingAsync(page[^1], 2);
        }

        Assert.Equal(rows.Select(row => row.Id.Value).Order(), waiting.Select(file => file.Value).Order());
        foreach (FileRow row in rows)
        {
            await Records.ChangeAsync(row with { State = FileState.Ready }, FileState.Scanning);
            await Records.HoldAsync(Hold(row.Id));
        }

        List<FileHold> holds = [];
        for (List<FileHold> page = await Records.ListHoldsAsync(null, 2); page.Count > 0;)
        {
            holds.AddRange(page);
            page = await Records.ListHoldsAsync(page[^1], 2);
        }

        Assert.Equal(5, holds.DistinctBy(hold => hold.File).Count());
        Assert.Empty(await Records.ListWaitingAsync(default, 10));
    }

    private async Task<FileRow> AddAsync(FileState state)
    {
        FileRow row = Row(state);
        Assert.Equal(FileAdmission.Added, await Records.AddAsync(row, Ample));
        return row;
    }

    private async Task<List<FileHold>> HoldsOf(FileId file) =>
        [.. (await Records.ListHoldsAsync(null, 100)).Where(hold => hold.File == file)];

    private static FileId NewFile() => FileId.From(Guid.NewGuid());

    private FileRow Row(FileState state) => new()
    {
        Id = NewFile(),
        Owner = _alice,
        State = state,
        RequestHash = Guid.NewGuid(),
        Size = 10,
        ExpiresAt = long.MaxValue - 1,
        OwnerKey = [1],
    };

    private FileHold Hold(FileId file) => new(file, _talk, _alice, RequestId.New(), 1_000, [5, 6]);
}
