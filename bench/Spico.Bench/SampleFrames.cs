using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Bench;

/// <summary>The frames that the questions are asked about, the same in every class.</summary>
internal static class SampleFrames
{
    /// <summary>A delivered message of so many bytes of text.</summary>
    public static Frame Delivery(int textBytes) => new()
    {
        Push = new Push
        {
            Fact = new Fact
            {
                Stream = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).ToByteString(),
                Seq = 100_000,
                Author = PersonId.New().ToByteString(),
                At = 1_795_000_000_000,
                Ordinal = 99_000,
                MessagePosted = new MessagePosted { Text = new string('a', textBytes) },
            },
        },
    };

    /// <summary>A message on its way to the server.</summary>
    public static Frame Post(int textBytes) => new()
    {
        Id = 7,
        Command = new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation =
                    StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New()).ToByteString(),
                Text = new string('a', textBytes),
            },
        },
    };

    /// <summary>The bytes of a frame in protobuf.</summary>
    public static byte[] Encoded(Frame frame) => frame.ToByteArray();
}
