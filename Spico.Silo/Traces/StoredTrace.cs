using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>A trace as it is stored.</summary>
/// <param name="Seq">Its number in its stream.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Author">On whose authority.</param>
/// <param name="Body">What it tells, with the hash of the one before it.</param>
internal sealed record StoredTrace(long Seq, long At, PersonId Author, AccessTraced Body)
{
    /// <summary>Opens the row of a fact.</summary>
    /// <exception cref="SealBrokenException">The row was changed, moved or belongs to another stream.</exception>
    public static StoredTrace Open(FactRow row, StreamCipher cipher) => new(
        row.Seq, row.At, row.Author, Fact.Parser.ParseFrom(cipher.Open(row)).AccessTraced ?? new AccessTraced());

    /// <summary>Its hash in a stream.</summary>
    public byte[] HashIn(StreamId stream) => TraceHash.Of(stream, Seq, Author, At, Body);
}
