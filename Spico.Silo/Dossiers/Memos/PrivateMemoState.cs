using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>A person's private memos, as the facts of their stream have brought them about.</summary>
internal sealed class PrivateMemoState : IStreamFold<PrivateMemoState>
{
    private const byte Layout = 1;
    private const int HeaderBytes = 1 + 8 + 8;

    private readonly StreamId _stream;
    private readonly Dictionary<ByteString, PrivateMemo> _memos = [];
    private readonly List<ByteString> _order = [];

    private PrivateMemoState(StreamId stream) => _stream = stream;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _memos.Count;

    public static PrivateMemoState Empty(StreamId stream) => new(stream);

    public static PrivateMemoState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < HeaderBytes || snapshot[0] != Layout)
        {
            return null;
        }

        var state = new PrivateMemoState(stream)
        {
            Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
        };
        foreach (PrivateMemo memo in ListPrivateMemosResponse.Parser.ParseFrom(snapshot[HeaderBytes..]).Memos)
        {
            state.Put(memo);
        }

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind == Fact.BodyOneofCase.PrivateMemoChanged;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    /// <summary>A memo, or null.</summary>
    public PrivateMemo? Find(ByteString memo) => _memos.GetValueOrDefault(memo);

    /// <summary>The memos on a dossier, in the order they were first written.</summary>
    public IEnumerable<PrivateMemo> On(ByteString dossier) =>
        _order.Select(id => _memos[id]).Where(memo => memo.Dossier == dossier);

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        if (fact.Kind == Fact.BodyOneofCase.PrivateMemoChanged)
        {
            Put(fact.Body!.PrivateMemoChanged.Memo);
        }
    }

    public ReadRight? RightOf(PersonId person) => StreamId.PrivateMemosOf(person) == _stream
        ? new ReadRight(StreamAccess.All, long.MaxValue)
        : null;

    public byte[] ToSnapshot()
    {
        var memos = new ListPrivateMemosResponse { Memos = { _order.Select(id => _memos[id]) } };
        byte[] snapshot = new byte[HeaderBytes + memos.CalculateSize()];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        memos.WriteTo(snapshot.AsSpan(HeaderBytes));
        return snapshot;
    }

    private void Put(PrivateMemo memo)
    {
        if (memo.Text.Length == 0)
        {
            _memos.Remove(memo.Memo);
            _order.Remove(memo.Memo);
        }
        else if (_memos.TryAdd(memo.Memo, memo))
        {
            _order.Add(memo.Memo);
        }
        else
        {
            _memos[memo.Memo] = memo;
        }
    }
}
