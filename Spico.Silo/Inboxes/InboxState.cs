using System.Buffers.Binary;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// What an inbox comes to: how many conversations its owner is in. Which they are is a read model of the
/// conversations, not a matter of this fold.
/// </summary>
internal sealed class InboxState : IStreamFold<InboxState>
{
    private const byte Layout = 1;
    private const int SnapshotBytes = 1 + 8 + 8 + 8;

    private readonly StreamId _stream;

    private InboxState(StreamId stream) => _stream = stream;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>How many conversations the owner is in.</summary>
    public long Conversations { get; private set; }

    public static InboxState Empty(StreamId stream) => new(stream);

    public static InboxState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot) =>
        snapshot.Length != SnapshotBytes || snapshot[0] != Layout
            ? null
            : new InboxState(stream)
            {
                Head = new StreamHead(
                    BinaryPrimitives.ReadInt64BigEndian(snapshot[1..]), 0,
                    BinaryPrimitives.ReadInt64BigEndian(snapshot[9..])),
                Conversations = BinaryPrimitives.ReadInt64BigEndian(snapshot[17..]),
            };

    public static bool ReadsBody(Fact.BodyOneofCase kind) => false;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        Conversations += fact.Kind switch
        {
            Fact.BodyOneofCase.ConversationJoined => 1,
            Fact.BodyOneofCase.ConversationLost => -1,
            _ => 0,
        };
    }

    /// <summary>Whether a person is the owner.</summary>
    public bool IsOwner(PersonId person) => StreamId.InboxOf(person) == _stream;

    public ReadRight? RightOf(PersonId person) =>
        IsOwner(person) ? new ReadRight(StreamAccess.All, long.MaxValue) : null;

    public byte[] ToSnapshot()
    {
        byte[] snapshot = new byte[SnapshotBytes];
        snapshot[0] = Layout;
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(1), Head.Seq);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(9), Head.At);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(17), Conversations);
        return snapshot;
    }
}
