using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Faults.Tests.Planted;

/// <summary>
/// A log that says "durable" at once, and forgets to write from the n-th message on: an ack before the flush.
/// </summary>
internal sealed class EarlyAckLog(ILog honest, int writesOnly) : ILog
{
    private int _appends;

    public uint Epoch => honest.Epoch;

    public void Append(Append append)
    {
        append.Outcome.TrySetResult(AppendOutcome.Durable);
        if (Interlocked.Increment(ref _appends) <= writesOnly)
        {
            honest.Append(Copy(append));
        }
    }

    public Task<AppendOutcome> Keep(LatestValue value) => honest.Keep(value);

    public void Forget(ConsequenceRow consequence) => honest.Forget(consequence);

    private static Append Copy(Append append) => new()
    {
        Stream = append.Stream,
        Chain = append.Chain,
        Expected = append.Expected,
        Facts = append.Facts,
        Envelopes = append.Envelopes,
        Ordinal = append.Ordinal,
        Opening = append.Opening,
        Memberships = append.Memberships,
        Consequences = append.Consequences,
    };
}
