using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Spico.Protocol;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

public sealed class LogWriterTests : IAsyncLifetime
{
    private readonly TestFolder _folder = TestFolder.Create("writer");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly FaultyLogStore _store = new();
    private readonly RecordingFanOut _fanOut = new();
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly LogWriterOptions _options;
    private LogWriter _writer;

    public LogWriterTests()
    {
        _options = new LogWriterOptions { HighWaterMarkPath = _folder.File("store.mark") };
        _store.Committing = () => _gate.Wait(TimeSpan.FromSeconds(30));
        _writer = NewWriter();
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _writer.StartAsync(Stopping);

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _writer.DisposeAsync();
        _gate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fan_out_is_told_before_those_who_wait_and_in_commit_order()
    {
        TestStream[] streams = [new(), new(), new()];
        Append[] appends = [.. streams.Select(s => s.Open()), .. Posts(streams[1], 3), .. Posts(streams[0], 2)];
        Assert.All(await WriteAsync(appends), outcome => Assert.Equal(AppendOutcome.Durable, outcome));
        Assert.Equal(appends, _fanOut.Committed);
        Assert.Equal(1u, _writer.Epoch);
    }

    [Fact]
    public async Task What_arrives_during_a_commit_is_one_batch()
    {
        TestStream stream = new();
        _gate.Reset();
        Append open = stream.Open();
        _writer.Append(open);
        await Eventually.IsTrue("the first commit is under way", () => _store.Commits == 1);
        Append[] posts = Posts(stream, 100);
        Array.ForEach(posts, _writer.Append);
        _gate.Set();
        await OutcomesAsync(posts);
        Assert.Equal(2, _store.Commits);
    }

    [Fact]
    public async Task Fan_out_that_fails_keeps_nobody_waiting()
    {
        _fanOut.IsBroken = true;
        Assert.Equal([AppendOutcome.Durable], await WriteAsync(new TestStream().Open()));
    }

    [Fact]
    public async Task A_lost_append_takes_its_chain_with_it_and_no_other_stream()
    {
        TestStream stream = new();
        TestStream other = new();
        await WriteAsync(stream.Open(), other.Open());
        TestStream elsewhere = new(stream.Id);
        elsewhere.Begin(1, 0);
        _store.WriteElsewhere(elsewhere.Post());

        Append lost = stream.Post();
        Assert.Equal([AppendOutcome.Lost, AppendOutcome.Durable], await WriteAsync(lost, other.Post()));
        // The straggler expects just the head that the other writer left: only its chain tells that it is lost too.
        Append straggler = stream.Post();
        Assert.Equal(2, straggler.Expected);
        Assert.Equal(2, _store.Facts(stream.Id).Count);
        Assert.Equal([AppendOutcome.Lost], await WriteAsync(straggler));

        stream.Begin(2, 1);
        Assert.Equal([AppendOutcome.Durable], await WriteAsync(stream.Post()));
        Assert.DoesNotContain(lost, _fanOut.Committed);
    }

    [Fact]
    public async Task A_new_chain_waits_for_the_end_of_the_old_one()
    {
        TestStream stream = new();
        await WriteAsync(stream.Open());
        TestStream next = new(stream.Id);
        next.Begin(2, 1);
        // Queued together: an activation that has not heard of its predecessor's last message, and one that has.
        TestStream blind = new(stream.Id);
        blind.Begin(1, 0);
        Assert.Equal(
            [AppendOutcome.Durable, AppendOutcome.Lost, AppendOutcome.Durable],
            await WriteAsync(stream.Post(), blind.Post(), next.Post()));
        Assert.Equal(3, _store.Facts(stream.Id).Count);
    }

    [Fact]
    public async Task A_deadlock_runs_the_batch_again_but_not_for_ever()
    {
        TestStream stream = new();
        _store.Plan(Enumerable.Repeat(StoreFault.Retry, _options.AttemptsMax - 1));
        Assert.Equal([AppendOutcome.Durable], await WriteAsync(stream.Open()));
        _store.Plan(Enumerable.Repeat(StoreFault.Retry, _options.AttemptsMax));
        Assert.Equal([AppendOutcome.Unavailable], await WriteAsync(stream.Post()));
    }

    [Theory]
    [InlineData(nameof(StoreFault.UnknownAfter), AppendOutcome.Durable, 2)]
    [InlineData(nameof(StoreFault.UnknownBefore), AppendOutcome.Lost, 1)]
    internal async Task An_unknown_outcome_is_read_back(string fault, AppendOutcome outcome, int facts)
    {
        TestStream stream = new();
        await WriteAsync(stream.Open());
        _store.Plan(Enum.Parse<StoreFault>(fault));
        Append post = stream.Post();

        // The post first: alone in a commit, the mark would take the fault upon itself.
        Task<AppendOutcome[]> written = WriteAsync(post);
        Task<AppendOutcome> mark = _writer.Keep(stream.Mark(PersonId.New(), 1, 0, 0, 1));
        Assert.Equal([outcome], await written);
        Assert.Equal(facts, _store.Facts(stream.Id).Count);
        Assert.Equal(outcome == AppendOutcome.Durable, _fanOut.Committed.Contains(post));
        Assert.Equal(AppendOutcome.Durable, await mark);
    }

    [Fact]
    public async Task What_another_wrote_at_the_same_place_does_not_prove_a_commit()
    {
        TestStream stream = new();
        await WriteAsync(stream.Open());
        _store.Plan(StoreFault.UnknownBefore);
        TestStream elsewhere = new(stream.Id);
        elsewhere.Begin(1, 0);
        _store.Committing = () =>
        {
            _store.Committing = () => { };
            _store.WriteElsewhere(elsewhere.Post());
        };
        Assert.Equal([AppendOutcome.Lost], await WriteAsync(stream.Post()));
    }

    [Fact]
    public async Task While_an_outcome_is_unknown_what_arrives_is_refused_and_nothing_is_written()
    {
        TestStream stream = new();
        TestStream other = new();
        await WriteAsync(stream.Open(), other.Open());
        _store.Plan(StoreFault.UnknownAfter);
        _store.UnreachableReads = 3;
        Append unknown = stream.Post();
        _writer.Append(unknown);
        await Eventually.IsTrue("the first read has failed", () => _store.UnreachableReads == 2);
        Append refused = other.Post();
        _writer.Append(refused);
        await AdvanceUntilAsync(unknown.Outcome.Task);
        Assert.Equal(AppendOutcome.Durable, await unknown.Outcome.Task);
        Assert.Equal(AppendOutcome.Unavailable, await refused.Outcome.Task);
        Assert.Single(_store.Facts(other.Id));
    }

    [Fact]
    public async Task A_store_that_is_away_is_left_alone_for_a_while_and_found_again()
    {
        TestStream stream = new();
        _store.Plan(StoreFault.UnavailableBefore);
        Assert.Equal([AppendOutcome.Unavailable], await WriteAsync(stream.Open()));
        stream.Begin(0, 0);
        Assert.Equal([AppendOutcome.Unavailable], await WriteAsync(stream.Open()));
        Assert.Equal(1, _store.Commits);
        _time.Advance(_options.BackoffMin);
        stream.Begin(0, 0);
        Assert.Equal([AppendOutcome.Durable], await WriteAsync(stream.Open()));
    }

    [Fact]
    public async Task A_full_disk_has_a_name_of_its_own()
    {
        TestStream stream = new();
        _store.Plan(StoreFault.Full);
        Assert.Equal([AppendOutcome.StorageFull], await WriteAsync(stream.Open()));
        stream.Begin(0, 0);
        Assert.Equal([AppendOutcome.Durable], await WriteAsync(stream.Open()));
    }

    [Fact]
    public async Task An_unacceptable_stream_stands_alone_in_the_end()
    {
        TestStream[] streams = [.. Enumerable.Range(0, 20).Select(_ => new TestStream())];
        await WriteAsync([.. streams.Select(stream => stream.Open())]);
        _store.IsUnacceptable = append => append.Stream == streams[13].Id;
        Append[] appends = [.. streams.SelectMany(stream => Posts(stream, 2))];
        AppendOutcome[] outcomes = await WriteAsync(appends);
        Assert.Equal(
            appends.Select(append => append.Stream == streams[13].Id ? AppendOutcome.Lost : AppendOutcome.Durable),
            outcomes);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_what_it_took_is_written()
    {
        _options.QueueAppendsMax = 10;
        TestStream stream = new();
        _gate.Reset();
        Append open = stream.Open();
        _writer.Append(open);
        await Eventually.IsTrue("the first commit is under way", () => _store.Commits == 1);
        Append[] posts = Posts(stream, 12);
        Array.ForEach(posts, _writer.Append);
        Assert.Equal(AppendOutcome.Overloaded, await posts[10].Outcome.Task);
        Assert.Equal(AppendOutcome.Lost, await posts[11].Outcome.Task);
        _gate.Set();
        AppendOutcome[] outcomes = await OutcomesAsync(posts[..10]);
        Assert.All(outcomes, outcome => Assert.Equal(AppendOutcome.Durable, outcome));
        Assert.Equal(11, _store.Facts(stream.Id).Count);
    }

    [Fact]
    public async Task Only_the_latest_version_of_a_mark_is_written()
    {
        TestStream stream = new();
        PersonId alice = PersonId.New();
        _gate.Reset();
        _writer.Append(stream.Open());
        await Eventually.IsTrue("the first commit is under way", () => _store.Commits == 1);
        Task<AppendOutcome>[] waiting =
            [.. new[] { 1, 3, 2 }.Select(version => _writer.Keep(stream.Mark(alice, version, 0, 0, version)))];
        ConsequenceRow consequence = new(stream.Id, 1, stream.Id, ConsequenceKind.MembershipBegan, alice);
        _writer.Forget(consequence);
        _gate.Set();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(AppendOutcome.Durable, outcome));
        Assert.Equal(3, Assert.Single(_store.Marks).Version);
        Assert.Equal([consequence], _store.Forgotten);
    }

    [Fact]
    public async Task Stopping_writes_what_is_queued_and_takes_no_more()
    {
        TestStream stream = new();
        Append[] appends = [stream.Open(), .. Posts(stream, 2_000)];
        Array.ForEach(appends, _writer.Append);
        await _writer.StopAsync(Stopping);
        Assert.All(appends, append => Assert.True(append.Outcome.Task.IsCompleted));
        Assert.All(await OutcomesAsync(appends), outcome => Assert.Equal(AppendOutcome.Durable, outcome));
        Append late = stream.Post();
        _writer.Append(late);
        Assert.Equal(AppendOutcome.Unavailable, await late.Outcome.Task);
    }

    [Fact]
    public async Task Stopping_gives_up_on_a_store_that_never_answers()
    {
        TestStream stream = new();
        await WriteAsync(stream.Open());
        _store.Plan(StoreFault.UnknownAfter);
        _store.UnreachableReads = int.MaxValue;
        Append post = stream.Post();
        _writer.Append(post);
        await _writer.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(AppendOutcome.Unknown, await post.Outcome.Task);
    }

    [Fact]
    public async Task The_clock_is_raised_once_a_second_while_facts_are_written()
    {
        TestStream stream = new();
        await WriteAsync(stream.Open());
        long first = _store.Identity.Clock;
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), first);
        await WriteAsync(stream.Post());
        Assert.Equal(first, _store.Identity.Clock);
        _time.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(stream.Post());
        Assert.Equal(first + 1_000, _store.Identity.Clock);
        await _writer.StopAsync(Stopping);
        Assert.Equal(_store.Identity, new HighWaterMark(_options.HighWaterMarkPath).Read());
    }

    [Fact]
    public async Task A_store_that_was_put_back_begins_a_new_epoch()
    {
        StoreIdentity old = _store.Identity with { Clock = 5 };
        await WriteAsync(new TestStream().Open());
        await _writer.StopAsync(Stopping);

        _store.Identity = old;
        _writer = NewWriter();
        await _writer.StartAsync(Stopping);
        Assert.Equal(2u, _writer.Epoch);
        Assert.Equal(2u, _store.Identity.Epoch);
        await _writer.StopAsync(Stopping);

        _writer = NewWriter();
        await _writer.StartAsync(Stopping);
        Assert.Equal(2u, _writer.Epoch);
    }

    [Fact]
    public async Task Another_store_under_the_same_master_key_is_refused_with_what_to_do()
    {
        await _writer.StopAsync(Stopping);
        _store.Identity = new StoreIdentity(Guid.CreateVersion7(), 1, 0);
        StoreRefusedException refused = await Assert.ThrowsAsync<StoreRefusedException>(
            () => NewWriter().StartAsync(Stopping));
        Assert.Contains(_options.HighWaterMarkPath, refused.Message, StringComparison.Ordinal);
    }

    private static Append[] Posts(TestStream stream, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => stream.Post())];

    private static Task<AppendOutcome[]> OutcomesAsync(params Append[] appends) =>
        Task.WhenAll(appends.Select(append => append.Outcome.Task));

    private LogWriter NewWriter() => new(_store, _fanOut, _options, _time, NullLogger<LogWriter>.Instance);

    private Task<AppendOutcome[]> WriteAsync(params Append[] appends)
    {
        Array.ForEach(appends, _writer.Append);
        return OutcomesAsync(appends);
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(_options.BackoffMax);
            await Task.Yield();
        }
    }
}
