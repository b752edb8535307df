using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Streams;

public sealed class PipelineTests : IAsyncLifetime
{
    private readonly Region _region = new();
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Hundreds_in_flight_are_numbered_and_answered_in_order()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        Reply[] replies = await Task.WhenAll(Texts(600).Select(text => round.PostAsync(_alice, text)));

        Assert.All(replies, reply => Assert.Null(reply.Error));
        Assert.Equal(Enumerable.Range(1, 600), replies.Select(reply => (int)reply.PostMessage.Ordinal));
        Assert.Equal(Texts(600), (await round.ReadAsync(_alice)).Select(read => read.Text));
    }

    [Fact]
    public async Task A_lost_claim_is_decided_again_behind_what_another_writer_wrote()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice, _bob);
        var other = new Activation(await _region.StartAsync(), stream);
        Assert.Null((await other.PostAsync(_bob, "other")).Error);

        Reply[] replies = await Task.WhenAll(Texts(50).Select(text => round.PostAsync(_alice, text)));

        Assert.All(replies, reply => Assert.Null(reply.Error));
        List<(long Seq, string Text)> read = await round.ReadAsync(_alice);
        Assert.Equal(["other", .. Texts(50)], read.Select(message => message.Text));
        Assert.Equal(
            read.Skip(1).Select(message => (ulong)message.Seq),
            replies.Select(reply => reply.PostMessage.Position.Seq));
    }

    [Fact]
    public async Task A_removal_elsewhere_refuses_what_was_decided_before_it_was_known()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice, _bob);
        var other = new Activation(await _region.StartAsync(), stream);
        Assert.Null((await other.RemoveAsync(_alice, _bob)).Error);

        Assert.Equal(ErrorCode.NotAccessible, (await round.PostAsync(_bob, "still here")).Error.Code);
        Assert.Empty(await round.ReadAsync(_alice));
    }

    [Fact]
    public async Task A_stream_that_loses_its_claim_twice_gives_up()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice, _bob);
        var other = new Activation(await _region.StartAsync(), stream);
        await other.PostAsync(_bob, "one");
        Assert.Null((await round.PostAsync(_alice, "two")).Error);
        await other.PostAsync(_bob, "three");
        Reply refused = await round.PostAsync(_alice, "five");

        Assert.True(refused.Error.Retryable);
        Assert.Equal(ErrorCode.Unavailable, refused.Error.Code);
        Assert.Equal(1, round.GivenUp);
        Assert.DoesNotContain("five", (await other.ReadAsync(_alice)).Select(read => read.Text));
    }

    [Fact]
    public async Task Two_activations_on_one_stream_lose_and_repeat_nothing()
    {
        Region.Site site = await _region.StartAsync();
        (Activation first, StreamId stream) = await Activation.CreateAsync(site, _alice, _bob);
        var second = new Activation(await _region.StartAsync(), stream);
        var acked = new Dictionary<string, ulong>();
        await Task.WhenAll(PostAllAsync(first, _alice, "a"), PostAllAsync(second, _bob, "b"));

        List<(long Seq, string Text)> read = await new Activation(site, stream).ReadAsync(_alice);
        Assert.Equal(acked.OrderBy(ack => ack.Value).Select(ack => ack.Key), read.Select(message => message.Text));
        Assert.Equal(acked.Values.Order(), read.Select(message => (ulong)message.Seq));

        async Task PostAllAsync(Activation activation, PersonId author, string prefix)
        {
            for (int i = 0; i < 40; i++)
            {
                PostMessageRequest message = Cluster.Message(stream, $"{prefix}{i}");
                Reply reply = await Eventually.Becomes(
                    $"{prefix}{i} is accepted",
                    () => activation.PostAsync(author, message),
                    reply => reply.Error is null,
                    "accepted");
                lock (acked)
                {
                    acked.Add(message.Text, reply.PostMessage.Position.Seq);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_of_unknown_outcome_is_answered_by_what_the_log_says(bool isWritten)
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        int commits = 0;
        site.Store.OnCommit = async (_, commit) =>
        {
            if (Interlocked.Increment(ref commits) > 1)
            {
                return await commit();
            }

            if (isWritten)
            {
                await commit();
            }

            throw new StoreException(StoreFailure.Unknown, "The connection broke.");
        };
        Reply[] replies = await Task.WhenAll(Texts(20).Select(text => round.PostAsync(_alice, text)));

        Assert.All(replies, reply => Assert.Null(reply.Error));
        List<(long Seq, string Text)> read = await round.ReadAsync(_alice);
        Assert.Equal(Texts(20), read.Select(message => message.Text));
        Assert.Equal(read.Select(message => (ulong)message.Seq), replies.Select(r => r.PostMessage.Position.Seq));
    }

    [Fact]
    public async Task A_store_that_is_away_refuses_as_retryable_and_is_used_again_when_it_is_back()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        var away = new StoreException(StoreFailure.Unavailable, "Away.");
        site.Store.OnCommit = (_, _) => ValueTask.FromException<LogBatchResult>(away);
        site.Store.OnRead = away;
        PostMessageRequest message = Cluster.Message(stream, "hello");
        Reply refused = await round.PostAsync(_alice, message);
        Assert.True(refused.Error.Retryable);

        site.Store.OnCommit = null;
        site.Store.OnRead = null;
        await Eventually.Becomes(
            "the message is accepted",
            () => round.PostAsync(_alice, message),
            reply => reply.Error is null,
            "accepted");
        Assert.Equal(["hello"], (await round.ReadAsync(_alice)).Select(read => read.Text));
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        site.Store.OnCommit = (_, _) =>
            ValueTask.FromException<LogBatchResult>(new StoreException(StoreFailure.StorageFull, "Full."));
        Assert.Equal(ErrorCode.StorageFull, (await round.PostAsync(_alice, "hello")).Error.Code);
        site.Store.OnCommit = null;
        Assert.Null((await round.PostAsync(_alice, "again")).Error);
    }

    [Fact]
    public async Task A_read_leaves_only_when_what_it_rests_on_is_durable()
    {
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice, _bob);
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Store.OnCommit = async (_, commit) =>
        {
            await flush.Task;
            return await commit();
        };
        Task<Reply> removal = round.RemoveAsync(_alice, _bob);
        Task<Reply> refusal = round.PostAsync(_bob, "too late");
        Task<StreamHead> head = round.HeadAsync();
        Assert.False(removal.IsCompleted || refusal.IsCompleted || head.IsCompleted);

        flush.SetResult();
        Assert.Equal((await removal).RemoveMember.Position.Seq, (ulong)(await head).Seq);
        Assert.Equal(ErrorCode.NotAccessible, (await refusal).Error.Code);
    }

    [Fact]
    public async Task Beyond_what_may_wait_requests_are_refused_and_the_accepted_ones_are_kept()
    {
        _region.Options.InFlightMax = 10;
        _region.Options.WaitingMax = 5;
        Region.Site site = await _region.StartAsync();
        (Activation round, _) = await Activation.CreateAsync(site, _alice);
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Store.OnCommit = async (_, commit) =>
        {
            await flush.Task;
            return await commit();
        };
        Task<Reply>[] posts = [.. Texts(40).Select(text => round.PostAsync(_alice, text))];
        Reply[] refused = await Task.WhenAll(posts.Skip(15));
        flush.SetResult();
        Reply[] accepted = await Task.WhenAll(posts.Take(15));

        Assert.All(refused, reply => Assert.Equal(ErrorCode.Overloaded, reply.Error.Code));
        Assert.All(refused, reply => Assert.True(reply.Error.RetryAfterMs > 0));
        Assert.All(accepted, reply => Assert.Null(reply.Error));
        Assert.Equal(Texts(15), (await round.ReadAsync(_alice)).Select(read => read.Text));
    }

    [Fact]
    public async Task An_old_request_is_found_in_the_log_and_a_fresh_one_is_not_looked_for()
    {
        _region.Options.RecentRequestsMax = 4;
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        PostMessageRequest old = Cluster.Message(stream, "old");
        Reply first = await round.PostAsync(_alice, old);
        foreach (string text in Texts(10))
        {
            Assert.Null((await round.PostAsync(_alice, text)).Error);
        }

        int before = site.Store.RequestsLookedUp;
        Assert.Equal(first, await round.PostAsync(_alice, old));
        Assert.Equal(before + 1, site.Store.RequestsLookedUp);
        PostMessageRequest other = old.Clone();
        other.Text = "another";
        Assert.Equal(ErrorCode.IdReused, (await round.PostAsync(_alice, other)).Error.Code);
    }

    [Fact]
    public async Task A_request_from_a_clock_that_is_ahead_is_still_carried_out_once()
    {
        _region.Options.RecentRequestsMax = 1;
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        PostMessageRequest ahead = Cluster.Message(stream, "ahead");
        ahead.RequestId = RequestId.From(Guid.CreateVersion7(DateTimeOffset.UtcNow.AddSeconds(30))).ToByteString();
        Reply first = await round.PostAsync(_alice, ahead);
        await round.PostAsync(_alice, "one");
        await round.PostAsync(_alice, "two");

        Assert.Equal(first, await round.PostAsync(_alice, ahead));
        Assert.Equal(["ahead", "one", "two"], (await round.ReadAsync(_alice)).Select(read => read.Text));
        Assert.Equal(0, round.GivenUp);
    }

    [Fact]
    public async Task A_stream_is_read_back_from_its_snapshot_and_the_facts_after_it()
    {
        _region.Options.SnapshotFacts = 20;
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        await Task.WhenAll(Texts(30).Select(text => round.PostAsync(_alice, text)));
        await Eventually.IsTrue("a snapshot is there", () => _region.Snapshots.Records.Count == 1);
        await round.PostAsync(_alice, "last");
        StreamHead head = await round.HeadAsync();

        Assert.True(_region.Snapshots.Records.Single().Seq < head.Seq);
        Assert.Equal(head, await new Activation(site, stream).HeadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_of_another_history_is_ignored(bool isOtherEpoch)
    {
        _region.Options.SnapshotFactsWhenIdle = 1;
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        await round.PostAsync(_alice, "hello");
        StreamHead head = await round.HeadAsync();
        await round.StopAsync();
        SnapshotRecord snapshot = Assert.Single(_region.Snapshots.Records);
        snapshot.Epoch += isOtherEpoch ? 1u : 0;
        snapshot.Seq += isOtherEpoch ? 0 : 1;

        var reloaded = new Activation(site, stream);
        Assert.Equal(head, await reloaded.HeadAsync());
        Assert.Null((await reloaded.PostAsync(_alice, "again")).Error);
    }

    [Fact]
    public async Task Broken_snapshots_harm_nobody()
    {
        _region.Options.SnapshotFacts = 5;
        _region.Snapshots.IsBroken = true;
        Region.Site site = await _region.StartAsync();
        (Activation round, StreamId stream) = await Activation.CreateAsync(site, _alice);
        Reply[] replies = await Task.WhenAll(Texts(30).Select(text => round.PostAsync(_alice, text)));
        await round.StopAsync();

        Assert.All(replies, reply => Assert.Null(reply.Error));
        Assert.Equal(Texts(30), (await new Activation(site, stream).ReadAsync(_alice)).Select(read => read.Text));
    }

    private static IEnumerable<string> Texts(int count) => Enumerable.Range(1, count).Select(i => $"text {i}");
}
