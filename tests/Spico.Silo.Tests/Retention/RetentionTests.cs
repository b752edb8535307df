using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Support;
using Spico.Silo.Tests.Files;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Retention;

/// <summary>What is erased, held and purged, as the store has it afterwards.</summary>
public sealed class RetentionTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task What_is_erased_is_read_and_written_by_nobody_is_in_no_list_and_its_files_are_gone()
    {
        StreamId talk = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        StreamId other = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        FileId alone = await clinic.ReadyAsync(_alice, "a.pdf", SampleFiles.Pdf());
        FileId shared = await clinic.ReadyAsync(_alice, "b.pdf", SampleFiles.Pdf());
        Assert.Null((await clinic.ShowAsync(_alice, talk, FileCluster.Own(alone), FileCluster.Own(shared))).Error);
        Assert.Null((await clinic.ShowAsync(_alice, other, FileCluster.Own(shared))).Error);
        await clinic.PostAsync(_bob, talk, "à oublier");

        EraseStreamRequest order = RetentionClinic.Erase(talk);
        EraseStreamResponse erased = (await clinic.OrderAsync(order)).EraseStream;
        Assert.NotEqual(0, erased.ErasedAt);
        Assert.Equal(erased, (await clinic.OrderAsync(order)).EraseStream);
        EraseStreamResponse again = (await clinic.OrderAsync(RetentionClinic.Erase(talk))).EraseStream;
        Assert.Equal((true, erased.ErasedAt), (again.Already, again.ErasedAt));

        await clinic.FactsAreGoneAsync(talk);
        foreach (string table in new[] { "membership", "mark", "search_segment", "consequence" })
        {
            Assert.Equal(0, await clinic.CountAsync(table, talk));
        }

        Assert.Equal([0], await clinic.Log.ReadRowsAsync(
            new RowSql("SELECT length(wrapped_key) + length(sealed_title) FROM stream WHERE id = $1"),
            row => row.Number(0),
            talk.Value));
        foreach (Error refusal in new[]
        {
            (await clinic.Conversation(talk).Post(Cluster.As(_bob), Cluster.Message(talk, "encore"))).Error,
            (await clinic.Conversation(talk).Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()))).Refusal!,
            (await clinic.Conversation(talk).Read(Cluster.As(_alice), new HistoryQuery(0, false, 10))).Refusal!,
        })
        {
            Assert.Equal((ErrorCode.Erased, erased.ErasedAt), (refusal.Code, refusal.ErasedAt));
        }

        ListInboxResponse inbox =
            (await clinic.Inbox(_bob).List(Cluster.As(_bob), new ListInboxRequest())).ListInbox;
        Assert.Equal([other.ToByteString()], inbox.Entries.Select(entry => entry.Conversation));
        await clinic.SweepAsync(TimeSpan.FromDays(60));
        Assert.Equal((false, []), await clinic.LeftAsync(alone));
        Assert.True((await clinic.LeftAsync(shared)).IsRecorded);
    }

    [Fact]
    public async Task What_a_fall_left_of_an_erased_stream_is_removed_by_the_next_sweep()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
        await clinic.FactsAreGoneAsync(talk);
        // As if the silo had fallen just after the order: the facts are there, and what follows is not carried out.
        await clinic.ChangeAsync(
            talk,
            new RowSql(
                """
                INSERT INTO fact (stream, seq, ordinal, author, at, kind, data_class, sealed)
                VALUES ($1, 1, 0, $2, 0, 0, 0, $3)
                """),
            talk.Value,
            _alice.Value,
            new byte[] { 1 });
        Assert.Equal(1, await clinic.CountAsync("fact", talk));
        await clinic.ChangeAsync(
            talk,
            new RowSql(
                """
                INSERT INTO consequence (stream, seq, target, kind, person, due_at) VALUES ($1, 999999, $2, $3, $4, 0)
                """),
            StreamId.Register.Value,
            talk.Value,
            (long)ConsequenceKind.StreamErased,
            _alice.Value);
        await clinic.FactsAreGoneAsync(talk);
    }

    [Fact]
    public async Task What_a_backup_brings_back_is_erased_again_when_the_silo_starts_on_it()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        StreamId other = await clinic.GroupAsync(_alice);
        byte[] key = (await clinic.Log.ReadStreamAsync(talk))!.WrappedKey;
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
        await clinic.FactsAreGoneAsync(talk);
        await clinic.ChangeAsync(
            talk, new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"), key, talk.Value);
        await clinic.ChangeAsync(talk, new RowSql("DELETE FROM erased_stream WHERE stream = $1"), talk.Value);

        ErasureReplay replay = clinic.Silos[0].GetRequiredService<ErasureReplay>();
        uint epoch = clinic.Silos[0].GetRequiredService<ILog>().Epoch;
        await replay.RunAsync(epoch, TestContext.Current.CancellationToken);
        Assert.NotEmpty((await clinic.Log.ReadStreamAsync(talk))!.WrappedKey);
        await replay.RunAsync(epoch + 1, TestContext.Current.CancellationToken);
        Assert.Empty((await clinic.Log.ReadStreamAsync(talk))!.WrappedKey);
        Assert.NotEmpty((await clinic.Log.ReadStreamAsync(other))!.WrappedKey);
        Assert.Equal(
            ErrorCode.Erased,
            (await clinic.Conversation(talk).Post(Cluster.As(_alice), Cluster.Message(talk, "encore"))).Error.Code);
    }

    [Fact]
    public async Task Requests_for_support_that_were_purged_begin_anew_and_those_that_were_erased_do_not()
    {
        StreamId desk = StreamId.SupportOf(_alice);
        Assert.Null((await AskForSupportAsync()).Error);
        await clinic.AgeAsync(desk, TimeSpan.FromDays(20_000));
        PurgeStreamsResponse purged = (await clinic.OrderAsync(new PurgeStreamsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Retention = RetentionClass.Support,
        })).PurgeStreams;
        Assert.Contains(purged.Streams, stream => stream.Stream == desk.ToByteString());
        await Eventually.Becomes(
            "nothing is known of them", () => clinic.CountAsync("erased_stream", desk), count => count == 0, "no row");
        Assert.Null((await AskForSupportAsync()).Error);

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(desk))).Error);
        await clinic.FactsAreGoneAsync(desk);
        Assert.Equal(ErrorCode.Erased, (await AskForSupportAsync()).Error.Code);
    }

    [Fact]
    public void A_ledger_goes_on_after_a_line_that_was_cut_off()
    {
        using TestFolder folder = TestFolder.Create("ledger");
        string path = folder.File("erased.ledger");
        StreamId[] streams = [.. Enumerable.Range(0, 3).Select(_ => StreamId.PatientOf(Guid.NewGuid()))];
        new ErasureLedger(path).Add(streams[0], 1);
        new ErasureLedger(path).Add(streams[1], 1);
        File.WriteAllText(path, File.ReadAllText(path)[..^10]);
        new ErasureLedger(path).Add(streams[2], 1);
        Assert.Equivalent(new[] { streams[0], streams[2] }, new ErasureLedger(path).ErasedBefore(2), strict: true);
    }

    [Fact]
    public async Task A_stream_that_is_held_is_erased_by_no_order_and_no_purge()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        await clinic.AgeAsync(talk, TimeSpan.FromDays(20_000));
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(talk, held: true))).Error);
        Assert.True((await clinic.OrderAsync(RetentionClinic.Hold(talk, held: true))).SetLegalHold.Already);
        Assert.Equal(
            ErrorCode.WrongState, (await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error.Code);
        List<PurgedStream> purged = await PurgeAsync(limit: 2, isDry: false);
        Assert.True(purged.Single(stream => stream.Stream == talk.ToByteString()).Held);
        Assert.Null((await clinic.Conversation(talk).Post(Cluster.As(_alice), Cluster.Message(talk, "là"))).Error);

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(talk, held: false))).Error);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(talk))).Error);
        Assert.Equal(
            ErrorCode.Erased, (await clinic.OrderAsync(RetentionClinic.Hold(talk, held: true))).Error.Code);
        ReadRegisterResponse register = (await clinic.OrderAsync(new ReadRegisterRequest { Limit = 200 })).ReadRegister;
        Assert.Equal(
            ["erased", "free", "held"],
            register.Entries.Where(entry => (entry.Erased?.Stream ?? entry.Hold.Stream) == talk.ToByteString())
                .Select(entry => entry.Erased is not null ? "erased" : entry.Hold.Held ? "held" : "free"));
    }

    [Fact]
    public async Task A_purge_names_then_erases_what_was_kept_long_enough_batch_by_batch_and_nothing_else()
    {
        var old = new List<StreamId>();
        for (int i = 0; i < 5; i++)
        {
            old.Add(await clinic.GroupAsync(_alice));
            await clinic.AgeAsync(old[i], TimeSpan.FromDays(3_654));
        }

        StreamId young = await clinic.GroupAsync(_alice);
        await clinic.AgeAsync(young, TimeSpan.FromDays(3_652));
        ByteString[] named = [.. (await PurgeAsync(limit: 2, isDry: true)).Select(stream => stream.Stream)];
        Assert.Superset(old.Select(stream => stream.ToByteString()).ToHashSet(), named.ToHashSet());
        Assert.DoesNotContain(young.ToByteString(), named);
        Assert.NotEqual(0, await clinic.CountAsync("fact", old[0]));

        await PurgeAsync(limit: 2, isDry: false);
        foreach (StreamId stream in old)
        {
            await clinic.FactsAreGoneAsync(stream);
        }

        Assert.NotEqual(0, await clinic.CountAsync("fact", young));
        Assert.DoesNotContain(await PurgeAsync(limit: 2, isDry: true), stream => !stream.Held);
        ReadRegisterResponse register = (await clinic.OrderAsync(new ReadRegisterRequest { Limit = 200 })).ReadRegister;
        Assert.Equal(
            old.Count, register.Entries.Count(entry => entry.Erased is { Retention: RetentionClass.Messages } erased
                && old.Any(stream => stream.ToByteString() == erased.Stream)));
    }

    [Fact]
    public async Task A_purge_that_is_asked_for_again_while_it_runs_is_one()
    {
        for (int i = 0; i < 4; i++)
        {
            await clinic.AgeAsync(await clinic.GroupAsync(_alice), TimeSpan.FromDays(3_654));
        }

        PurgeStreamsRequest purge = Purge(2, isDry: false);
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.OrderAsync(purge)));
        Assert.Equal(2, replies[0].PurgeStreams.Streams.Count);
        Assert.All(replies, reply => Assert.Equal(replies[0], reply));
    }

    [Fact]
    public async Task Only_administrators_order_auditors_read_and_what_is_wrong_is_named()
    {
        StreamId talk = await clinic.GroupAsync(_alice);
        PersonId auditor = PersonId.New();
        clinic.People.Employ(auditor, "Auditeur");
        foreach (IMessage order in new IMessage[]
        {
            RetentionClinic.Erase(talk), RetentionClinic.Hold(talk, held: true), Purge(1, isDry: true),
        })
        {
            Assert.Equal(
                ErrorCode.NotAccessible, (await clinic.OrderAsync(order, Cluster.As(auditor))).Error.Code);
        }

        Assert.Null((await clinic.OrderAsync(new ReadRegisterRequest(), Cluster.As(auditor))).Error);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await clinic.OrderAsync(new ReadRegisterRequest(), Cluster.As(_alice))).Error.Code);

        EraseStreamRequest bad = RetentionClinic.Erase(talk);
        bad.Reason = " ";
        Assert.Equal("reason", (await clinic.OrderAsync(bad)).Error.Field);
        bad.Reason = new string('x', RetentionLimits.ReasonCharacters + 1);
        Assert.Equal(ErrorCode.TooLarge, (await clinic.OrderAsync(bad)).Error.Code);
        Assert.Equal(
            "stream", (await clinic.OrderAsync(RetentionClinic.Erase(StreamId.InboxOf(_alice)))).Error.Field);
        StreamId unknown = StreamId.OpenedBy(StreamKind.Conversation, _alice, RequestId.New());
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.OrderAsync(RetentionClinic.Erase(unknown))).Error.Code);
        Assert.Equal("limit", (await clinic.OrderAsync(Purge(201, isDry: true))).Error.Field);
        PurgeStreamsRequest nothing = Purge(1, isDry: true);
        nothing.Retention = RetentionClass.Unspecified;
        Assert.Equal("retention", (await clinic.OrderAsync(nothing)).Error.Field);
        PurgeStreamsRequest astray = Purge(1, isDry: true);
        astray.After = StreamId.InboxOf(_alice).ToByteString();
        Assert.Equal("after", (await clinic.OrderAsync(astray)).Error.Field);
        Assert.Equal("limit", (await clinic.OrderAsync(new ReadRegisterRequest { Limit = 201 })).Error.Field);
    }

    private ValueTask<Reply> AskForSupportAsync() => clinic.Grains
        .GetGrain<ISupportGrain>(StreamKey.Of(StreamId.SupportOf(_alice)))
        .CarryOut(Cluster.As(_alice), new Command
        {
            AskForSupport = new AskForSupportRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Text = "La liste ne se met plus à jour.",
            },
        });

    private async Task<List<PurgedStream>> PurgeAsync(uint limit, bool isDry)
    {
        var all = new List<PurgedStream>();
        PurgeStreamsRequest request = Purge(limit, isDry);
        while (true)
        {
            Reply reply = await clinic.OrderAsync(request);
            Assert.Null(reply.Error);
            Assert.InRange(reply.PurgeStreams.Streams.Count, 0, (int)limit);
            all.AddRange(reply.PurgeStreams.Streams);
            if (reply.PurgeStreams.Next.IsEmpty)
            {
                return all;
            }

            request = Purge(limit, isDry);
            request.After = reply.PurgeStreams.Next;
        }
    }

    private static PurgeStreamsRequest Purge(uint limit, bool isDry) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Retention = RetentionClass.Messages,
        DryRun = isDry,
        Limit = limit,
    };
}
