using Spico.Silo.Streams;

namespace Spico.Faults.Tests.Planted;

/// <summary>A log that tells the gateways first, and then finds the disk full for every tenth message.</summary>
internal sealed class EarlyPushLog(ILog honest, IFanOut fanOut) : ILog
{
    private int _appends;

    public uint Epoch => honest.Epoch;

    public void Append(Append append)
    {
        if (Interlocked.Increment(ref _appends) % 10 != 0 || append.Opening is not null)
        {
            honest.Append(append);
            return;
        }

        fanOut.Committed([append]);
        append.Chain.BreakAt(append.Expected);
        append.Outcome.TrySetResult(AppendOutcome.StorageFull);
    }

    public Task<AppendOutcome> Keep(LatestValue value) => honest.Keep(value);

    public void Forget(ConsequenceRow consequence) => honest.Forget(consequence);
}
