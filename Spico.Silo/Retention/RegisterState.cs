using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>The register: which streams are held. What was erased is asked of the store: it grows for ever.</summary>
internal sealed class RegisterState : IStreamFold<RegisterState>
{
    private const byte Layout = 1;
    private const int HeaderBytes = 1 + 8 + 8;
    private const int IdBytes = 16;

    private readonly HashSet<StreamId> _held = [];

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>How many streams are held.</summary>
    public int HeldCount => _held.Count;

    public static RegisterState Empty(StreamId stream) => new();

    public static RegisterState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < HeaderBytes || snapshot[0] != Layout)
        {
            return null;
        }

        var state = new RegisterState
        {
            Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
        };
        for (ReadOnlySpan<byte> ids = snapshot[HeaderBytes..]; ids.Length >= IdBytes; ids = ids[IdBytes..])
        {
            state._held.Add(StreamId.From(new Guid(ids[..IdBytes], bigEndian: true)));
        }

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind == Fact.BodyOneofCase.LegalHoldSet;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    /// <summary>Whether a stream is held.</summary>
    public bool IsHeld(StreamId stream) => _held.Contains(stream);

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        if (fact.Kind == Fact.BodyOneofCase.LegalHoldSet
            && fact.Body!.LegalHoldSet is { } hold && StreamId.TryFrom(hold.Stream, out StreamId stream))
        {
            _ = hold.Held ? _held.Add(stream) : _held.Remove(stream);
        }
    }

    public ReadRight? RightOf(PersonId person) => null;

    public byte[] ToSnapshot()
    {
        byte[] snapshot = new byte[HeaderBytes + (IdBytes * _held.Count)];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        int at = HeaderBytes;
        foreach (StreamId stream in _held.OrderBy(stream => stream.Value))
        {
            stream.ToByteString().CopyTo(snapshot, at);
            at += IdBytes;
        }

        return snapshot;
    }
}
