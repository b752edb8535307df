using Microsoft.Extensions.Time.Testing;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

public sealed class AlarmTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Alarm _alarm;

    public AlarmTests() => _alarm = new Alarm(_time);

    [Fact]
    public async Task It_wakes_at_the_time_it_was_set_to()
    {
        Task sleep = Sleep(1_000);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(sleep.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await sleep;
    }

    [Fact]
    public async Task It_wakes_earlier_when_asked_to_while_asleep_or_before()
    {
        Task sleep = Sleep(1_000);
        _alarm.WakeBy(In(500));
        _alarm.WakeBy(In(700));
        Assert.False(sleep.IsCompleted);
        await AdvancesUntilAwake(sleep, 500);

        _alarm.WakeBy(In(200));
        await AdvancesUntilAwake(Sleep(1_000), 200);
    }

    [Fact]
    public async Task What_it_was_asked_for_is_forgotten_once_it_woke()
    {
        _alarm.WakeBy(In(0));
        await Sleep(1_000);
        Task sleep = Sleep(1_000);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(sleep.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await sleep;
    }

    [Fact]
    public async Task It_sleeps_no_longer_than_it_may()
    {
        using var stopping = new CancellationTokenSource();
        Task sleep = _alarm.SleepAsync(In(1_000), stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep);
    }

    // Asked while asleep, it sets its timer anew a moment later: time goes on in small steps until it has.
    private async Task AdvancesUntilAwake(Task sleep, int milliseconds)
    {
        long by = In(milliseconds);
        while (!sleep.IsCompleted)
        {
            await Task.Yield();
            if (In(0) < by)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        await sleep;
        Assert.Equal(by, In(0));
    }

    private Task Sleep(int milliseconds) => _alarm.SleepAsync(In(milliseconds), TestContext.Current.CancellationToken);

    private long In(int milliseconds) => _time.GetUtcNow().ToUnixTimeMilliseconds() + milliseconds;
}
