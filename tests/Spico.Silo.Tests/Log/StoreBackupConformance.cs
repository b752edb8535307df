using System.IO.Compression;
using Spico.Protocol;
using Spico.Silo.Storage.Backup;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

/// <summary>What every store's backup does.</summary>
public abstract class StoreBackupConformance : IAsyncLifetime
{
    private readonly PersonId _alice = PersonId.New();
    private readonly TestFolder _folder = TestFolder.Create("backup");

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private string BackupFile => _folder.File("monday.backup");

    private string MarkPath => _folder.File("store.mark");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty place of a name: a folder or a database.</summary>
    protected abstract Task<string> NewPlaceAsync(string folder, string name);

    private protected abstract ILogStore StoreAt(string place);

    private protected abstract IStoreBackup BackupOf(string place);

    /// <summary>Makes the tables of grain state at a place.</summary>
    protected abstract Task PrepareGrainsAsync(string place);

    [Fact]
    public async Task What_was_backed_up_comes_back_elsewhere_in_a_new_epoch()
    {
        string source = await NewPlaceAsync(_folder.Path, "source");
        TestStream stream = new();
        TestStream other = new();
        List<FactRow> facts;
        await using (ILogStore store = StoreAt(source))
        {
            await PrepareGrainsAsync(source);
            StoreIdentity identity = await store.OpenAsync(Stopping);
            ConsequenceRow consequence = new(other.Id, 2, stream.Id, ConsequenceKind.MembershipBegan, _alice);
            await CommitAsync(store, 1, stream.Open(_alice), stream.Post(_alice), stream.Post());
            await CommitAsync(store, 1, other.Open(), other.Entail(consequence));
            facts = await store.ReadFactsAsync(stream.Id, 0, backwards: false, 100);
            // Written while the server runs; what follows is not in it.
            Assert.Equal(identity.Id, (await BackupOf(source).BackupAsync(BackupFile, Stopping)).Id);
            await CommitAsync(store, 1, stream.Post());
        }

        string target = await NewPlaceAsync(_folder.Path, "target");
        StoreIdentity restored = await BackupOf(target).RestoreAsync(BackupFile, MarkPath, force: false, Stopping);
        await using ILogStore copy = StoreAt(target);
        Assert.Equal(restored, await copy.OpenAsync(Stopping));
        Assert.Equal(2u, restored.Epoch);
        Assert.Equal(restored, new HighWaterMark(MarkPath).Read());
        Assert.Equivalent(facts, await copy.ReadFactsAsync(stream.Id, 0, backwards: false, 100), strict: true);
        Assert.Equal(1, Assert.Single(await copy.ReadInboxAsync(_alice, null, 10)).Unread);

        stream.Begin(4, 2);
        ConsequenceRow next = new(other.Id, 3, stream.Id, ConsequenceKind.MembershipEnded, _alice);
        await CommitAsync(copy, 2, stream.Post(_alice), other.Entail(next));
        Assert.Equal(2, (await copy.ReadConsequencesAsync(0, 10)).Count);
    }

    [Fact]
    public async Task A_restore_goes_above_every_epoch_that_was_seen()
    {
        string place = await NewPlaceAsync(_folder.Path, "source");
        StoreIdentity identity = await MakeAsync(place);
        await BackupOf(place).BackupAsync(BackupFile, Stopping);
        new HighWaterMark(MarkPath).Write(identity with { Epoch = 7, Clock = 99 });
        StoreIdentity restored = await BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping);
        Assert.Equal((8u, 100L), (restored.Epoch, restored.Clock));
        restored = await BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping);
        Assert.Equal(9u, restored.Epoch);
    }

    [Fact]
    public async Task A_store_that_is_not_empty_is_replaced_only_by_force()
    {
        string place = await NewPlaceAsync(_folder.Path, "source");
        await MakeAsync(place);
        await BackupOf(place).BackupAsync(BackupFile, Stopping);
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: false, Stopping));
        await BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping);
    }

    [Fact]
    public async Task A_store_in_use_is_never_replaced()
    {
        string place = await NewPlaceAsync(_folder.Path, "source");
        await MakeAsync(place);
        await BackupOf(place).BackupAsync(BackupFile, Stopping);
        await using ILogStore running = StoreAt(place);
        await running.OpenAsync(Stopping);
        await CommitAsync(running, 1, new TestStream().Open());
        StoreRefusedException refused = await Assert.ThrowsAsync<StoreRefusedException>(
            () => BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping));
        Assert.Contains("Stop", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_another_store_than_the_master_key_served_needs_force()
    {
        string place = await NewPlaceAsync(_folder.Path, "source");
        StoreIdentity identity = await MakeAsync(place);
        await BackupOf(place).BackupAsync(BackupFile, Stopping);
        new HighWaterMark(MarkPath).Write(identity with { Id = Guid.CreateVersion7() });
        string target = await NewPlaceAsync(_folder.Path, "target");
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => BackupOf(target).RestoreAsync(BackupFile, MarkPath, force: false, Stopping));
        await BackupOf(target).RestoreAsync(BackupFile, MarkPath, force: true, Stopping);
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_and_nothing_is_touched()
    {
        string place = await NewPlaceAsync(_folder.Path, "source");
        await MakeAsync(place);
        await BackupOf(place).BackupAsync(BackupFile, Stopping);
        await Assert.ThrowsAsync<StoreRefusedException>(() => BackupOf(place).BackupAsync(BackupFile, Stopping));

        using (ZipArchive archive = ZipFile.Open(BackupFile, ZipArchiveMode.Update))
        {
            ZipArchiveEntry entry = archive.Entries[0];
            await using Stream stream = await entry.OpenAsync(Stopping);
            stream.Seek(-1, SeekOrigin.End);
            int last = stream.ReadByte();
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte((byte)(last ^ 1));
        }

        await Assert.ThrowsAsync<StoreRefusedException>(
            () => BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping));
        await File.WriteAllTextAsync(BackupFile, "not a backup", Stopping);
        await Assert.ThrowsAsync<StoreRefusedException>(
            () => BackupOf(place).RestoreAsync(BackupFile, MarkPath, force: true, Stopping));
        await using ILogStore store = StoreAt(place);
        Assert.Equal(1u, (await store.OpenAsync(Stopping)).Epoch);
    }

    private static async Task CommitAsync(ILogStore store, uint epoch, params Append[] appends)
    {
        LogBatch batch = new() { Epoch = epoch };
        batch.Appends.AddRange(appends);
        Assert.Empty((await store.CommitAsync(batch)).LostStreams);
    }

    private async Task<StoreIdentity> MakeAsync(string place)
    {
        await PrepareGrainsAsync(place);
        await using ILogStore store = StoreAt(place);
        StoreIdentity identity = await store.OpenAsync(Stopping);
        await CommitAsync(store, 1, new TestStream().Open(_alice));
        return identity;
    }
}
