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
    private readonly Fact _body;

    public NoteCommand(PersonId owner, StreamId conversation, long seq, ConsequenceKind kind)
    {
        Author = owner;
        Span<byte> source = stackalloc byte[1 + 16 + 8 + 16];
        source[0] = (byte)kind;
        conversation.Value.TryWriteBytes(source[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[17..], seq);
        owner.Value.TryWriteBytes(source[25..], bigEndian: true, out _);
        Hash = RequestHash.Of(source);
        Request = RequestId.From(Hash);
        _body = BodyOf(conversation.ToByteString(), (ulong)seq, kind);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public Decision Decide(InboxState fold) => Decision.Write(new FactDraft(_body));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private static Fact BodyOf(ByteString conversation, ulong seq, ConsequenceKind kind) => kind switch
    {
        ConsequenceKind.MembershipBegan =>
            new Fact { ConversationJoined = new ConversationJoined { Conversation = conversation, Seq = seq } },
        ConsequenceKind.MembershipEnded =>
            new Fact { ConversationLost = new ConversationLost { Conversation = conversation, Seq = seq } },
        _ => new Fact
        {
            Notified = Notified((NotificationKind)(kind - ConsequenceKind.Notification), conversation, seq),
        },
    };

    private static Notified Notified(NotificationKind kind, ByteString conversation, ulong seq) => new()
    {
        Kind = kind,
        Conversation = conversation,
        Seq = seq,
        Urgent = kind is NotificationKind.Urgency or NotificationKind.UrgencyEscalated,
    };
}
