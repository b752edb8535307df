using System.Buffers.Binary;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// What an inbox comes to: how many conversations its owner is in, and their quiet hours. Which conversations is a read
/// model of those, not a matter of this fold.
/// </summary>
internal sealed class InboxState : IStreamFold<InboxState>
{
    private const byte Layout = 2;
    private const int SnapshotBytesMin = 1 + 8 + 8 + 8 + 2 + 2;

    private readonly StreamId _stream;

    private InboxState(StreamId stream) => _stream = stream;

    /// <inheritdoc/>
    public StreamHead Head { get; private set; }

    /// <summary>How many conversations the owner is in.</summary>
    public long Conversations { get; private set; }

    /// <summary>When only what is urgent disturbs the owner; null: never.</summary>
    public DailyHours? QuietHours { get; private set; }

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
                    Encoding.UTF8.GetString(snapshot[SnapshotBytesMin..])),
            };

    public static bool ReadsBody(Fact.BodyOneofCase kind) => kind == Fact.BodyOneofCase.QuietHoursChanged;

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
        byte[] snapshot = new byte[SnapshotBytesMin + zone.Length];
        snapshot[0] = Layout;
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(1), Head.Seq);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(9), Head.At);
        BinaryPrimitives.WriteInt64BigEndian(snapshot.AsSpan(17), Conversations);
        BinaryPrimitives.WriteInt16BigEndian(snapshot.AsSpan(25), (short)(QuietHours?.From ?? 0));
        BinaryPrimitives.WriteInt16BigEndian(snapshot.AsSpan(27), (short)(QuietHours?.Until ?? 0));
        zone.CopyTo(snapshot, SnapshotBytesMin);
        return snapshot;
    }

    // The same minute twice stands for no hours; a zone that this machine does not know disturbs rather than fails.
    private static DailyHours? HoursOf(long from, long until, string zone) =>
        DailyHours.TryMake(from, until, zone, out DailyHours? hours) ? hours : null;
}
