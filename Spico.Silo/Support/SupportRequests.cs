using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>The requests for support of one person: the last ones.</summary>
internal sealed class SupportRequests : IStreamFold<SupportRequests>
{
    private const byte Layout = 1;
    private const int HeaderBytes = 1 + 8 + 8;

    private readonly SortedDictionary<ulong, SupportRequest> _requests = [];

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    public static SupportRequests Empty(StreamId stream) => new();

    public static SupportRequests? Restore(StreamId stream, ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.Length < HeaderBytes || snapshot[0] != Layout)
        {
            return null;
        }

        var state = new SupportRequests
        {
            Head = new StreamHead(BitConverter.ToInt64(snapshot[1..]), 0, BitConverter.ToInt64(snapshot[9..])),
        };
        foreach (SupportRequest request in
            ListSupportRequestsResponse.Parser.ParseFrom(snapshot[HeaderBytes..]).Requests)
        {
            state._requests[request.Number] = request;
        }

        return state;
    }

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind == Fact.BodyOneofCase.SupportRequestChanged;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    /// <summary>A request that may be changed, or null.</summary>
    public SupportRequest? Find(ulong number) => _requests.GetValueOrDefault(number);

    /// <summary>How many were made after a time.</summary>
    public int CountSince(long time) => _requests.Values.Count(request => request.AskedAt > time);

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        if (fact.Kind == Fact.BodyOneofCase.SupportRequestChanged)
        {
            SupportRequest request = fact.Body!.SupportRequestChanged.Request;
            _requests[request.Number] = request;
            if (_requests.Count > SupportLimits.Kept)
            {
                _requests.Remove(_requests.Keys.First());
            }
        }
    }

    public ReadRight? RightOf(PersonId person) => null;

    public byte[] ToSnapshot()
    {
        var requests = new ListSupportRequestsResponse { Requests = { _requests.Values } };
        byte[] snapshot = new byte[HeaderBytes + requests.CalculateSize()];
        snapshot[0] = Layout;
        BitConverter.TryWriteBytes(snapshot.AsSpan(1), Head.Seq);
        BitConverter.TryWriteBytes(snapshot.AsSpan(9), Head.At);
        Google.Protobuf.MessageExtensions.WriteTo(requests, snapshot.AsSpan(HeaderBytes));
        return snapshot;
    }
}
