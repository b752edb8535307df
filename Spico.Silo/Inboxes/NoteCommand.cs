using System.Buffers.Binary;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// Takes note in an inbox of what follows for its owner from a fact elsewhere. Its request id derives from that fact:
/// however often it comes, it is noted once.
/// </summary>
internal sealed class NoteCommand : IStreamCommand<InboxState>
{
    private readonly StreamId _conversation;
    private readonly long _seq;
    private readonly ConsequenceKind _kind;
    private readonly DateTimeOffset _now;

    public NoteCommand(PersonId owner, StreamId conversation, long seq, ConsequenceKind kind, DateTimeOffset now)
    {
        Author = owner;
        _conversation = conversation;
        _seq = seq;
        _kind = kind;
        _now = now;
        Span<byte> source = stackalloc byte[1 + 16 + 8 + 16];
        // Created or joined, it is one membership: noted once.
        source[0] = (byte)(kind == ConsequenceKind.MembershipFounded ? ConsequenceKind.MembershipBegan : kind);
        conversation.Value.TryWriteBytes(source[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[17..], seq);
        owner.Value.TryWriteBytes(source[25..], bigEndian: true, out _);
        Hash = RequestHash.Of(source);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public Decision Decide(InboxState fold) =>
        Decision.Write(new FactDraft(BodyOf(_conversation.ToByteString(), fold.IsQuietAt(_now))));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private Fact BodyOf(ByteString conversation, bool isQuiet) => _kind switch
    {
        ConsequenceKind.MembershipBegan or ConsequenceKind.MembershipFounded => new Fact
        {
            ConversationJoined = new ConversationJoined
            {
                Conversation = conversation,
                Seq = (ulong)_seq,
                Own = _kind == ConsequenceKind.MembershipFounded,
                Quiet = isQuiet,
            },
        },
        ConsequenceKind.MembershipEnded =>
            new Fact { ConversationLost = new ConversationLost { Conversation = conversation, Seq = (ulong)_seq } },
        _ => new Fact
        {
            Notified = Notified((NotificationKind)(_kind - ConsequenceKind.Notification), conversation, isQuiet),
        },
    };

    private Notified Notified(NotificationKind kind, ByteString conversation, bool isQuiet)
    {
        bool isUrgent = kind is NotificationKind.Urgency or NotificationKind.UrgencyEscalated
            or NotificationKind.LiaisonCritical or NotificationKind.BreakGlass;
        return new Notified
        {
            Kind = kind,
            Conversation = conversation,
            Seq = (ulong)_seq,
            Urgent = isUrgent,
            Quiet = isQuiet && !isUrgent,
        };
    }
}
