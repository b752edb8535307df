using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The log as grains see it: one a silo. A seam: the fault tests put a log that lies in its place.
/// </summary>
internal interface ILog
{
    /// <summary>The store's epoch, fixed while the silo runs.</summary>
    uint Epoch { get; }

    /// <summary>
    /// Queues facts for the next commit. Appends of one stream become durable in the order of these calls, or are
    /// lost together from the first that fails on. After a loss the caller drops what it has in flight, waits for
    /// every outcome, reads the store, and decides again on a new chain: there is no other way back. Returns at once;
    /// the outcome is the append's own.
    /// </summary>
    void Append(Append append);

    /// <summary>
    /// Writes a latest value with one of the next commits. Completes when it is durable. Only the latest version of a
    /// value in the queue is written.
    /// </summary>
    Task<AppendOutcome> Keep(LatestValue value);

    /// <summary>
    /// Deletes a consequence that was carried out, with one of the next commits. Losing this is harmless.
    /// </summary>
    void Forget(ConsequenceRow consequence);
}
