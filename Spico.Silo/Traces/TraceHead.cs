namespace Spico.Silo.Traces;

/// <summary>A trace that is durable, by its hash.</summary>
/// <param name="Epoch">The store's epoch.</param>
/// <param name="Seq">The trace's number.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record TraceHead(uint Epoch, long Seq, byte[] Hash);
