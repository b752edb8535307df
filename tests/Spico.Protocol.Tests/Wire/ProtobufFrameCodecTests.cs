using Google.Protobuf.Reflection;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Wire;

public sealed class ProtobufFrameCodecTests : FrameCodecConformance
{
    internal override IFrameCodec Codec => FrameCodecs.Protobuf;

    [Fact]
    public void A_delivered_text_of_200_bytes_costs_at_most_275_bytes_on_the_wire() =>
        Assert.InRange(Encode(Frames.DeliveredText(200)).Length + LengthPrefixedFraming.HeaderBytes, 200, 275);

    [Fact]
    public void Unknown_fields_are_ignored_and_not_kept()
    {
        // Field 1000, three bytes.
        byte[] bytes = [0x08, 0x05, 0xC2, 0x3E, 0x03, 0x61, 0x62, 0x63];
        Frame frame = Decode(bytes);
        Assert.Equal(5u, frame.Id);
        Assert.Equal(2, frame.CalculateSize());
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] bytes = Encode(new Frame
        {
            Command = new Command { PostMessage = new PostMessageRequest { Text = "hello" } },
        });
        bytes[^1] = 0xFF;
        Assert.False(Accepts(bytes));
    }

    [Fact]
    public void Bytes_after_the_frame_are_refused() =>
        Assert.False(Accepts([.. Encode(new Frame { Id = 1 }), 0x00]));

    [Fact]
    public void A_length_beyond_the_bytes_allocates_nothing_of_it()
    {
        // A push that claims 2 GiB.
        byte[] bytes = [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x0A];
        Accepts(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Accepts(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        // Unknown groups within groups: what a decoder without a limit recurses into.
        byte[] bytes = Enumerable.Repeat((byte)0x7B, 10_000).ToArray();
        Assert.False(Accepts(bytes));
    }

    [Fact]
    public void The_contract_itself_nests_far_less_than_32()
    {
        // Forms alone hold themselves, group in group: the server takes none that are deeper.
        const int GroupsMax = 8;
        Assert.InRange(DepthOf(Frame.Descriptor, []), 3, 18);

        static int DepthOf(MessageDescriptor message, MessageDescriptor[] around) => 1 + message.Fields
            .InFieldNumberOrder()
            .Where(field => field.FieldType == FieldType.Message)
            .Where(field => around.Count(one => one == field.MessageType) < GroupsMax)
            .Select(field => DepthOf(field.MessageType, [.. around, field.MessageType]))
            .DefaultIfEmpty(0)
            .Max();
    }
}
