using System.Buffers.Binary;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// What an inbox comes to: how many conversations its owner is in, their quiet hours, and who may act for them. Which
/// conversations is a read model of those, not a matter of this fold.
/// </summary>
internal sealed class InboxState : IStreamFold<InboxState>
{
    private const byte Layout = 3;
    private const int SnapshotBytesMin = 1 + 8 + 8 + 8 + 2 + 2 + 2;

    private readonly StreamId _stream;

    private InboxState(StreamId stream) => _stream = stream;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>How many conversations the owner is in.</summary>
    public long Conversations { get; private set; }

    /// <summary>When only what is urgent disturbs the owner; null: never.</summary>
    public DailyHours? QuietHours { get; private set; }

    /// <summary>Who may act for the owner.</summary>
    public GivenDelegations Delegations { get; private init; } = new();

    public static InboxState Empty(StreamId stream) => new(stream);

    public static InboxState? Restore(StreamId stream, ReadOnlySpan<byte> snapshot) =>
        snapshot.Length < SnapshotBytesMin || snapshot[0] != Layout
            ? null
            : new InboxState(stream)
            {
                Head = new StreamHead(
                    BinaryPrimitives.ReadInt64BigEndian(snapshot[1..]), 0,
                    BinaryPrimitives.ReadInt64BigEndian(snapshot[9..])),
                Conversations = BinaryPrimitives.ReadInt64BigEndian(snapshot[17..]),
                QuietHours = HoursOf(
                    BinaryPrimitives.ReadInt16BigEndian(snapshot[25..]),
                    BinaryPrimitives.ReadInt16BigEndian(snapshot[27..]),
                    Encoding.UTF8.GetString(snapshot.Slice(SnapshotBytesMin, ZoneBytesOf(snapshot)))),
                Delegations = GivenDelegations.Of(snapshot[(SnapshotBytesMin + ZoneBytesOf(snapshot))..]),
            };

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind is Fact.BodyOneofCase.QuietHoursChanged
        or Fact.BodyOneofCase.DelegationGranted or Fact.BodyOneofCase.DelegationRevoked;

    public static AccessChange? AccessGivenBy(PersonId author, Fact body) => null;

    public void Apply(in StreamFact fact)
    {
        Head = fact.Head;
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.ConversationJoined:
                Conversations++;
                break;
            case Fact.BodyOneofCase.ConversationLost:
                Conversations--;
                break;
            case Fact.BodyOneofCase.QuietHoursChanged:
                QuietHours? hours = fact.Body!.QuietHoursChanged.Hours;
                QuietHours = hours is null ? null : HoursOf(hours.From, hours.Until, hours.TimeZone);
                break;
            default:
                Delegations.Apply(fact);
                break;
        }
    }

    /// <summary>Whether a person is the owner.</summary>
    public bool IsOwner(PersonId person) => StreamId.InboxOf(person) == _stream;

    /// <summary>Whether nothing but what is urgent may disturb the owner then.</summary>
    public bool IsQuietAt(DateTimeOffset moment) => QuietHours?.Contain(moment) ?? false;

    public ReadRight? RightOf(PersonId person) =>
        IsOwner(person) ? new ReadRight(StreamAccess.All, long.MaxValue) : null;

    public byte[] ToSnapshot()
    {
        byte[] zone = Encoding.UTF8.GetBytes(QuietHours?.TimeZone ?? string.Empty);
        byte[] delegations = Delegations.ToSnapshot();
        byte[] snapshot = new byte[SnapshotBytesMin + zone.Length + delegations.Length];
        snapshot[0] = Layout;
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(1), Head.Seq);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(9), Head.At);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(17), Conversations);
        BinaryPrimitives.WriteInt16BigEndian(snapshot.AsSpan(25), (short)(QuietHours?.From ?? 0));
        BinaryPrimitives.WriteInt16BigEndian(snapshot.AsSpan(27), (short)(QuietHours?.Until ?? 0));
        BinaryPrimitives.WriteInt16BigEndian(snapshot.AsSpan(29), (short)zone.Length);
        zone.CopyTo(snapshot, SnapshotBytesMin);
        delegations.CopyTo(snapshot, SnapshotBytesMin + zone.Length);
        return snapshot;
    }

    private static int ZoneBytesOf(ReadOnlySpan<byte> snapshot) =>
        BinaryPrimitives.ReadInt16BigEndian(snapshot[29..]);

    // The same minute twice stands for no hours; a zone that this machine does not know disturbs rather than fails.
    private static DailyHours? HoursOf(long from, long until, string zone) =>
        DailyHours.TryMake(from, until, zone, out DailyHours? hours) ? hours : null;
}
