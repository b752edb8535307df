using CsCheck;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Protocol.Tests.Wire;

/// <summary>Random frames of the contract.</summary>
internal static class Frames
{
    private static readonly Gen<ByteString> Bytes16 =
        Gen.Byte.Array[16].Select(bytes => ByteString.CopyFrom(bytes));

    private static readonly Gen<string> Text = Gen.String[Gen.Char[" aé€漢\u0000\"\\\n<"], 0, 40];

    private static readonly Gen<Position> Positions =
        Gen.Select(Gen.UInt, Gen.ULong, (epoch, seq) => new Position { Epoch = epoch, Seq = seq });

    private static readonly Gen<DataClass> Classes = Gen.Int[0, 5].Select(value => (DataClass)value);

    private static readonly Gen<Fact> Facts = Gen.Select(
        Bytes16, Gen.ULong, Gen.Long, Classes, Text, Gen.Int[0, 4], (id, seq, at, dataClass, text, kind) =>
        {
            var fact = new Fact { Stream = id, Seq = seq, At = at, DataClass = dataClass };
            switch (kind)
            {
                case 0:
                    fact.MessagePosted = new MessagePosted { Text = text };
                    break;
                case 1:
                    fact.Elided = new Elided();
                    break;
                case 2:
                    fact.MemberAdded = new MemberAdded { Person = id, VisibleAfter = seq, Withheld = { dataClass } };
                    break;
                case 3:
                    fact.ConversationJoined = new ConversationJoined { Conversation = id, Seq = seq };
                    break;
            }

            return fact;
        });

    private static readonly Gen<Command> Commands = Gen.OneOf(
        Gen.Select(Bytes16, Text, Classes, (id, text, dataClass) => new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = id,
                Conversation = id,
                Text = text,
                DataClass = dataClass,
            },
        }),
        Gen.Select(Bytes16, Positions, (id, after) => new Command
        {
            OpenStream = new OpenStreamRequest { Stream = id, After = after },
        }),
        Gen.Select(Bytes16.Array[0, 5], (Gen<string>)Text, (ids, text) => new Command
        {
            CreateConversation = new CreateConversationRequest
            {
                Title = text,
                Members = { ids.Select(id => new NewMember { Person = id }) },
            },
        }),
        Gen.Const(new Command()));

    private static readonly Gen<Reply> Replies = Gen.OneOf(
        Gen.Select(Text, Gen.UInt, Gen.ULong, (text, after, limit) => new Reply
        {
            Error = new Error { Code = ErrorCode.TooLarge, Message = text, RetryAfterMs = after, Limit = limit },
        }),
        Gen.Select(Facts.Array[0, 4], Positions, (facts, head) => new Reply
        {
            ReadHistory = new ReadHistoryResponse { Facts = { facts }, Head = head, End = true },
        }));

    public static Gen<Frame> Any { get; } = Gen.OneOf(
        Gen.Select(Gen.UInt, Commands, (id, command) => new Frame { Id = id, Command = command }),
        Gen.Select(Gen.UInt, Replies, (id, reply) => new Frame { Id = id, Reply = reply }),
        Facts.Select(fact => new Frame { Push = new Push { Fact = fact } }),
        Gen.Select(Text, Text, (token, device) => new Hello { AccessToken = token, Device = device })
            .Select(hello => new Frame { Hello = hello }),
        Gen.UInt.Select(nonce => new Frame { Ping = new Ping { Nonce = nonce } }),
        Text.Select(reason => new Frame { Goodbye = new Goodbye { Code = CloseCode.GoingAway, Reason = reason } }),
        Gen.Const(new Frame()));

    /// <summary>What a member receives when somebody posts in a busy conversation, late in this century.</summary>
    public static Frame DeliveredText(int bytes) => new()
    {
        Push = new Push
        {
            Fact = new Fact
            {
                Stream = StreamId.InboxOf(PersonId.New()).ToByteString(),
                Seq = 1_000_000,
                Author = PersonId.New().ToByteString(),
                At = 4_000_000_000_000,
                Ordinal = 999_999,
                DataClass = DataClass.Medical,
                MessagePosted = new MessagePosted { Text = new string('x', bytes) },
            },
        },
    };
}
