using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Streams;

public sealed class FanOutTests
{
    private readonly StreamOptions _options = new();
    private readonly StreamId _round = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
    private readonly TestGateway _gateway = new();
    private readonly MovedConversations _moved;
    private readonly FanOut _fanOut;

    public FanOutTests()
    {
        IOptions<StreamOptions> options = Options.Create(_options);
        _moved = new MovedConversations(options, TimeProvider.System);
        _fanOut = new FanOut(
            options,
            new LocalGateway(),
            _moved,
            NullLogger<FanOut>.Instance);
    }

    [Fact]
    public async Task A_gateway_gets_what_it_registered_for_in_commit_order()
    {
        _fanOut.Register(_round, _gateway);
        StreamId other = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
        _fanOut.Committed([Facts(_round, 1, 2), Facts(other, 1), Facts(_round, 3)]);

        await Eventually.IsTrue("three facts arrive", () => _gateway.Facts.Count() == 3);
        Assert.Equal([1, 2, 3], _gateway.Facts.Select(fact => fact.Seq));
        Assert.Single(_gateway.Deliveries);
    }

    [Fact]
    public async Task An_announcement_needs_no_stream_and_is_dropped_when_too_much_waits()
    {
        var credit = new TaskCompletionSource<StreamId[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _options.GatewayBacklogBytesMax = 100;
        _gateway.OnDeliver = _ => credit.Task;
        Announce(1);
        await Eventually.IsTrue("the first delivery begins", () => _gateway.Deliveries.Count == 1);
        Announce(60);
        Announce(61);
        credit.SetResult([]);
        await Eventually.IsTrue("what waited arrives", () => _gateway.Deliveries.Count == 2);
        Announce(62);
        await Eventually.IsTrue("what comes later arrives", () => _gateway.Deliveries.Count == 3);
        Assert.Equal([1, 60, 62], _gateway.Announcements.Select(one => one.Frame.Length));
        await MissedAsync();
    }

    [Fact]
    public async Task An_announcement_that_a_gateway_does_not_take_is_told_to_whoever_has_an_inbox_open()
    {
        _gateway.OnDeliver = _ => Task.FromException<StreamId[]>(new TimeoutException());
        Announce(1);
        await MissedAsync();
    }

    [Fact]
    public async Task What_commits_during_a_delivery_goes_with_the_next_one()
    {
        var credit = new TaskCompletionSource<StreamId[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.OnDeliver = _ => credit.Task;
        _fanOut.Register(_round, _gateway);
        for (int seq = 1; seq <= 50; seq++)
        {
            _fanOut.Committed([Facts(_round, seq)]);
        }

        await Eventually.IsTrue("the first delivery begins", () => _gateway.Deliveries.Count == 1);
        for (int seq = 51; seq <= 100; seq++)
        {
            _fanOut.Committed([Facts(_round, seq)]);
        }

        Assert.Single(_gateway.Deliveries);
        credit.SetResult([]);
        await Eventually.IsTrue("all facts arrive", () => _gateway.Facts.Count() == 100);
        Assert.Equal(2, _gateway.Deliveries.Count);
        Assert.Equal(Enumerable.Range(1, 100).Select(seq => (long)seq), _gateway.Facts.Select(fact => fact.Seq));
    }

    [Fact]
    public async Task A_stream_that_nobody_wants_is_forgotten()
    {
        _gateway.OnDeliver = delivery => Task.FromResult<StreamId[]>([.. delivery.Facts.Select(fact => fact.Stream)]);
        _fanOut.Register(_round, _gateway);
        StreamId inbox = StreamId.InboxOf(PersonId.New());
        _fanOut.Committed([Facts(_round, 1)]);
        await Eventually.IsTrue("the first fact arrives", () => _gateway.Deliveries.Count == 1);
        await Eventually.IsTrue("the stream is forgotten", () =>
        {
            _fanOut.Register(inbox, _gateway);
            int before = _gateway.Facts.Count(fact => fact.Stream == _round);
            _fanOut.Committed([Facts(_round, 2)]);
            return _gateway.Facts.Count(fact => fact.Stream == _round) == before;
        });
    }

    [Fact]
    public async Task A_stream_opened_again_during_the_delivery_that_gives_it_up_is_kept()
    {
        var credit = new TaskCompletionSource<StreamId[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.OnDeliver = _ => credit.Task;
        _fanOut.Register(_round, _gateway);
        _fanOut.Committed([Facts(_round, 1)]);
        await Eventually.IsTrue("the delivery begins", () => _gateway.Deliveries.Count == 1);

        _fanOut.Register(_round, _gateway);
        credit.SetResult([_round]);
        _gateway.OnDeliver = _ => Task.FromResult(Array.Empty<StreamId>());
        _fanOut.Committed([Facts(_round, 2)]);
        await Eventually.IsTrue("the second fact arrives", () => _gateway.Facts.Any(fact => fact.Seq == 2));
    }

    [Fact]
    public async Task A_gateway_too_far_behind_is_told_that_there_is_a_gap()
    {
        _options.GatewayBacklogBytesMax = 1000;
        var credit = new TaskCompletionSource<StreamId[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.OnDeliver = _ => credit.Task;
        _fanOut.Register(_round, _gateway);
        for (int seq = 1; seq <= 100; seq++)
        {
            _fanOut.Committed([Facts(_round, seq)]);
        }

        credit.SetResult([]);
        await Eventually.IsTrue("the gap is told", () => _gateway.Deliveries.Any(delivery => delivery.HasGap));
        Assert.InRange(_gateway.Facts.Count(), 10, 21);
        _fanOut.Committed([Facts(_round, 101)]);
        await Eventually.IsTrue("it goes on", () => _gateway.Facts.Any(fact => fact.Seq == 101));
    }

    [Fact]
    public async Task A_gateway_that_fails_is_forgotten_until_it_registers_again()
    {
        _gateway.OnDeliver = _ => Task.FromException<StreamId[]>(new TimeoutException());
        _fanOut.Register(_round, _gateway);
        _fanOut.Committed([Facts(_round, 1)]);
        await Eventually.IsTrue("the delivery fails", () => _gateway.Deliveries.Count == 1);
        _gateway.OnDeliver = _ => Task.FromResult(Array.Empty<StreamId>());

        await Eventually.IsTrue("it is back", () =>
        {
            _fanOut.Register(_round, _gateway);
            _fanOut.Committed([Facts(_round, 2)]);
            return _gateway.Facts.Any(fact => fact.Seq == 2);
        });
    }

    [Fact]
    public void An_uninterested_gateway_costs_no_allocation()
    {
        _fanOut.Register(StreamId.InboxOf(PersonId.New()), _gateway);
        Append[] appends = [Facts(_round, 1)];
        _fanOut.Committed(appends);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _fanOut.Committed(appends);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(_gateway.Deliveries);
    }

    private void Announce(int bytes) => _fanOut.Announce([_gateway], new Announcement([], [], new byte[bytes]));

    // Which inboxes are concerned is not known: all are to be listed again.
    private async Task MissedAsync()
    {
        Task<StreamId[]?> taken = _moved.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.IsTrue("something was missed", () => taken.IsCompletedSuccessfully);
        Assert.Null(await taken);
    }

    private static Append Facts(StreamId stream, params long[] seqs) => new()
    {
        Stream = stream,
        Chain = new AppendChain(),
        Expected = seqs[0] - 1,
        Facts = [],
        Envelopes = [.. seqs.Select(seq => new Envelope(stream, seq, DataClass.Unspecified, new byte[100], null))],
        Ordinal = seqs[^1],
    };
}
