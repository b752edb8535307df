using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// The register: which streams are held, and whom to ask for help. What was erased is asked of the store: it grows for
/// ever.
/// </summary>
internal sealed class RegisterState : IStreamFold<RegisterState>
{
    private const byte Layout = 1;
    private const int HeaderBytes = 1 + 8 + 8;
    private const int IdBytes = 16;

    private readonly HashSet<StreamId> _held = [];

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>Whom to ask for help.</summary>
    public IReadOnlyList<HelpContact> Contacts { get; private set; } = [];

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
        int held = BitConverter.ToInt32(snapshot[HeaderBytes..]);
        ReadOnlySpan<byte> ids = snapshot.Slice(HeaderBytes + sizeof(int), held * IdBytes);
        for (; ids.Length > 0; ids = ids[IdBytes..])
        {
            state._held.Add(StreamId.From(new Guid(ids[..IdBytes], bigEndian: true)));
        }

        ReadOnlySpan<byte> contacts = snapshot[(HeaderBytes + sizeof(int) + (held * IdBytes))..];
        state.Contacts = HelpContactsLoaded.Parser.ParseFrom(contacts).Contacts;

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) =>
        kind is Fact.BodyOneofCase.LegalHoldSet or Fact.BodyOneofCase.HelpContactsLoaded;

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
        else if (fact.Kind == Fact.BodyOneofCase.HelpContactsLoaded)
        {
            Contacts = fact.Body!.HelpContactsLoaded.Contacts;
        }
    }

    public ReadRight? RightOf(PersonId person) => null;

    public byte[] ToSnapshot()
    {
        var contacts = new HelpContactsLoaded { Contacts = { Contacts } };
        byte[] snapshot =
            new byte[HeaderBytes + sizeof(int) + (IdBytes * _held.Count) + contacts.CalculateSize()];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        BitConverter.TryWriteBytes(snapshot.AsSpan(HeaderBytes), _held.Count);
        int at = HeaderBytes + sizeof(int);
        foreach (StreamId stream in _held.OrderBy(stream => stream.Value))
        {
            stream.ToByteString().CopyTo(snapshot, at);
            at += IdBytes;
        }

        contacts.WriteTo(snapshot.AsSpan(at));

        return snapshot;
    }
}
