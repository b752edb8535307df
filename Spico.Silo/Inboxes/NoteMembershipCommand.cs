using System.Buffers.Binary;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// Takes note in an inbox that its owner came to a conversation, or left it. Its request id derives from the fact that
/// says so: however often it comes, it is noted once.
/// </summary>
internal sealed class NoteMembershipCommand : IStreamCommand<InboxState>
{
    private readonly Fact _body;

    public NoteMembershipCommand(PersonId owner, StreamId conversation, long seq, bool isMember)
    {
        Author = owner;
        Span<byte> source = stackalloc byte[1 + 16 + 8 + 16];
        source[0] = isMember ? (byte)ConsequenceKind.MembershipBegan : (byte)ConsequenceKind.MembershipEnded;
        conversation.Value.TryWriteBytes(source[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[17..], seq);
        owner.Value.TryWriteBytes(source[25..], bigEndian: true, out _);
        Hash = RequestHash.Of(source);
        Request = RequestId.From(Hash);
        ByteString id = conversation.ToByteString();
        _body = isMember
            ? new Fact { ConversationJoined = new ConversationJoined { Conversation = id, Seq = (ulong)seq } }
            : new Fact { ConversationLost = new ConversationLost { Conversation = id, Seq = (ulong)seq } };
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public Decision Decide(InboxState fold) => Decision.Write(new FactDraft(_body));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}
