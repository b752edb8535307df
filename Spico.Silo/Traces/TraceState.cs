using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>What traces come to: the hash of the last one, which the next one carries.</summary>
internal sealed class TraceState : IStreamFold<TraceState>
{
    private const byte Layout = 1;
    private const int HeaderBytes = 1 + 8 + 8;

    private readonly StreamId _stream;

    private TraceState(StreamId stream) => _stream = stream;

    public StreamHead Head { get; private set; }

    /// <summary>The hash of the last trace; empty before the first.</summary>
    public byte[] Last { get; private set; } = [];

    public static TraceState Empty(StreamId stream) => new(stream);

    public static TraceState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot) =>
        snapshot.Length == HeaderBytes + TraceHash.Bytes && snapshot[0] == Layout
            ? new TraceState(stream)
            {
                Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
                Last = snapshot[HeaderBytes..].ToArray(),
            }
            : null;

    public static bool ReadsBody(Fact.BodyOneofCase kind) => true;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        Last = TraceHash.Of(_stream, fact.Head.Seq, fact.Author, fact.Head.At, fact.Body!.AccessTraced);
    }

    // No client opens traces: their own grain reads them, for whom it has checked.
    public ReadRight? RightOf(PersonId person) => new ReadRight(StreamAccess.All, long.MaxValue);

    public byte[] ToSnapshot()
    {
        byte[] snapshot = new byte[HeaderBytes + Last.Length];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        Last.CopyTo(snapshot, HeaderBytes);
        return snapshot;
    }
}
