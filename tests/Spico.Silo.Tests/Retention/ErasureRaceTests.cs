using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Retention;

/// <summary>What happens while something is being erased.</summary>
public sealed class ErasureRaceTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private readonly PersonId _alice = PersonId.New();

    [Fact]
    public async Task What_becomes_active_again_while_it_is_being_purged_stays()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        await clinic.AgeAsync(talk, TimeSpan.FromDays(20_000));
        StreamServices services = clinic.Silos[0].GetRequiredService<StreamServices>();
        var order = new StreamErased
        {
            Stream = talk.ToByteString(),
            Retention = RetentionClass.Messages,
            Reason = "vieille",
        };
        var purge = new EraseStreamCommand(_alice, RequestId.New(), order, services, services.Now - 1_000_000);
        var pipeline = new StreamPipeline<RegisterState>(
            StreamId.Register,
            services,
            new StreamSnapshots(services.Storage.Snapshots, "test", GrainId.Create("test", "r")),
            () => { });
        Reply reply = await pipeline.SubmitAsync(
            new Interrupted(purge, () => clinic.PostAsync(_alice, talk, "encore là")));
        Assert.Equal(Refusal.Overtaken(), reply.Error);
        Assert.NotEmpty((await clinic.Log.ReadStreamAsync(talk))!.WrappedKey);
        Assert.Equal("encore là", (await clinic.ReadAllAsync(_alice, talk))[^1].MessagePosted.Text);
    }

    [Fact]
    public async Task Drafts_to_what_was_erased_are_neither_kept_nor_told_again()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        Reply kept = await SaveDraftAsync(talk, "commencé");
        Assert.Null(kept.Error);
        await SaveDraftAsync(talk, "commencé ailleurs");
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
        Assert.Equal(0, await clinic.CountAsync("draft", talk));

        Assert.Equal(ErrorCode.NotAccessible, (await SaveDraftAsync(talk, "encore")).Error.Code);
        Assert.Equal(ErrorCode.Erased, (await SaveDraftAsync(talk, "")).Error?.Code);
        var late = new DraftsRow { Person = _alice, Stream = talk, Version = long.MaxValue, Sealed = [1] };
        Assert.Equal(AppendOutcome.Durable, await clinic.Silos[0].GetRequiredService<ILog>().Keep(late));
        Assert.Equal(0, await clinic.CountAsync("draft", talk));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_backup_brings_back_is_erased_again_whatever_fails_meanwhile(bool isStore)
    {
        StreamId[] talks = [await clinic.GroupAsync(_alice), await clinic.GroupAsync(_alice)];
        foreach (StreamId talk in talks)
        {
            byte[] key = (await clinic.Log.ReadStreamAsync(talk))!.WrappedKey;
            Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
            await clinic.FactsAreGoneAsync(talk);
            await clinic.ChangeAsync(
                talk, new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"), key, talk.Value);
            await clinic.ChangeAsync(talk, new RowSql("DELETE FROM erased_stream WHERE stream = $1"), talk.Value);
        }

        IServiceProvider silo = clinic.Silos[0];
        uint epoch = silo.GetRequiredService<ILog>().Epoch;
        var store = new FaultyStore(clinic.Log)
        {
            OnRead = isStore
                ? new StoreException(StoreFailure.Unavailable, "Down.")
                : new SealBrokenException("Does not open."),
        };
        var time = new FakeTimeProvider();
        using var replay = new ErasureReplay(
            silo.GetRequiredService<ErasureLedger>(),
            clinic.Grains,
            store,
            silo.GetRequiredService<ILog>(),
            time,
            NullLogger<ErasureReplay>.Instance);
        Task running = replay.RunAsync(epoch + 1, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        store.OnRead = null;
        await Eventually.IsTrue("all is erased again", () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return running.IsCompletedSuccessfully;
        });
        foreach (StreamId talk in talks)
        {
            Assert.Empty((await clinic.Log.ReadStreamAsync(talk))!.WrappedKey);
        }
    }

    [Fact]
    public async Task What_is_erased_is_not_read_out_of_the_file_either()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 60; i++)
        {
            await clinic.GroupAsync(_alice);
            await clinic.PostAsync(_alice, talk, $"à oublier {i}");
        }

        byte[] key = (await clinic.Log.ReadStreamAsync(talk))!.WrappedKey;
        byte[][] bodies =
            [.. (await clinic.Log.ReadFactsAsync(talk, 0, false, 100)).Select(row => row.Sealed)];
        Assert.Equal(1 + bodies.Length, Count());
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
        await clinic.FactsAreGoneAsync(talk);
        await Eventually.Becomes("nothing of it is in the file", () => Task.FromResult(Count()), n => n == 0, "0");

        int Count()
        {
            byte[][] files =
                [.. new[] { clinic.LogPath, clinic.LogPath + "-wal" }.Select(Read)];
            return bodies.Append(key).Count(sought => files.Any(file => file.AsSpan().IndexOf(sought) >= 0));
        }
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private async Task<Reply> SaveDraftAsync(StreamId talk, string text) => await clinic.Inbox(_alice).SaveDraft(
        Cluster.As(_alice), new SaveDraftRequest { Conversation = talk.ToByteString(), Text = text });

    /// <summary>A command between whose preparation and decision something happens.</summary>
    private sealed class Interrupted(EraseStreamCommand command, Func<Task> meanwhile) : IStreamCommand<RegisterState>
    {
        public PersonId Author => command.Author;

        public RequestId Request => command.Request;

        public Guid Hash => command.Hash;

        public bool NeedsPreparation => true;

        public async ValueTask<Error?> PrepareAsync()
        {
            Error? refusal = await command.PrepareAsync();
            await meanwhile();
            return refusal;
        }

        public Decision Decide(RegisterState fold) => command.Decide(fold);

        public Reply Answer(in RequestOutcome outcome, uint epoch) => command.Answer(outcome, epoch);
    }
}
