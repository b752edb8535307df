using Microsoft.Extensions.Logging.Abstractions;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Streams;

public sealed class PositionCheckTests
{
    private readonly GatewayKit _kit = new();
    private readonly PositionCheck _check;

    public PositionCheckTests()
    {
        _kit.Options.PositionCheckGrace = TimeSpan.FromMilliseconds(1);
        _kit.Options.PositionCheckInterval = TimeSpan.FromHours(1);
        _check = new PositionCheck(
            _kit.Hub,
            Microsoft.Extensions.Options.Options.Create(_kit.Options),
            TimeProvider.System,
            NullLogger<PositionCheck>.Instance);
    }

    [Fact]
    public async Task A_stream_whose_facts_stopped_coming_is_subscribed_again_and_read()
    {
        await using Session session = await OpenAsync();
        _kit.Log.Append();
        _kit.Log.Append();
        await _check.CheckAsync(default);
        Assert.Equal([1ul, 2ul], (await GatewayKit.ReadAsync(session, 2)).Select(push => push.Fact.Seq));
        Assert.Equal(2, _kit.Log.Subscriptions);
    }

    [Fact]
    public async Task A_stream_that_is_told_everything_is_left_alone()
    {
        await using Session session = await OpenAsync();
        _kit.Deliver(_kit.Log.Append());
        await _check.CheckAsync(default);
        Assert.Equal((1, 0), (_kit.Log.Subscriptions, _kit.Log.Reads));
    }

    [Fact]
    public async Task A_gap_that_a_silo_reports_is_checked_at_once()
    {
        await using Session session = await OpenAsync();
        await _check.StartAsync(default);
        _kit.Log.Append();
        _kit.Hub.Deliver(new Delivery([], [], hasGap: true));
        Assert.Equal(1ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).Fact.Seq);
        await _check.StopAsync(default);
    }

    [Fact]
    public async Task A_store_that_went_back_is_noticed()
    {
        await using Session session = await OpenAsync();
        _kit.Log.Epoch = 2;
        await _check.CheckAsync(default);
        Push push = Assert.Single(await GatewayKit.ReadAsync(session, 1));
        Assert.Equal(StreamEndReason.Resync, push.StreamEnded.Reason);
        Assert.Equal(2u, await _kit.Hub.ReadEpochAsync());
    }

    [Fact]
    public async Task A_silo_that_is_away_is_asked_again_at_the_next_check()
    {
        await using Session session = await OpenAsync();
        _kit.Log.Append();
        _kit.Log.Before = call => call == "subscribe" ? throw new TimeoutException() : Task.CompletedTask;
        await _check.CheckAsync(default);
        Assert.False(session.Pushes.TryRead(out _));
        _kit.Log.Before = _ => Task.CompletedTask;
        await _check.CheckAsync(default);
        Assert.Equal(1ul, Assert.Single(await GatewayKit.ReadAsync(session, 1)).Fact.Seq);
    }

    private async Task<Session> OpenAsync()
    {
        Session session = _kit.Open();
        Assert.NotNull((await session.SendAsync(_kit.OpenCommand(), default)).OpenStream);
        return session;
    }
}
