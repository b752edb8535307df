namespace Spico.Silo.Tests.Accounts;

/// <summary>The system's clock, put forward by tests. Its timers are real: Orleans lives on the same clock.</summary>
internal sealed class PutForwardClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Forward(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
