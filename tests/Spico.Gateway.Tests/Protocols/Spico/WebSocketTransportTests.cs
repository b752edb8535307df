using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Spico.Gateway.Protocols.Spico;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Tests.Protocols.Spico;

public sealed class WebSocketTransportTests
{
    private const int Max = 1000;
    private const byte Final = 0x80;
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 60].Array[1, 40];

    [Fact]
    public void Any_split_and_any_fragments_give_the_same_messages() =>
        Gen.Select(Gen.Byte.Array[0, 90].Array[0, 6], Gen.Int[1, 40], Sizes, Gen.Byte.Array[4]).Sample(
            (messages, fragment, sizes, mask) =>
            {
                byte[] bytes = [.. messages.SelectMany(message => Fragments(message, fragment, mask))];
                (List<byte[]> read, ushort? violated) = Read(bytes, sizes, FrameCodecs.Protobuf);
                return violated is null && read.Count == messages.Length
                    && read.Zip(messages, Enumerable.SequenceEqual).All(same => same);
            });

    [Fact]
    public void Random_bytes_end_in_a_close_code_or_a_wait_but_never_an_exception() =>
        Gen.Select(Gen.Byte.Array[0, 400], Sizes).Sample((bytes, sizes) =>
            Read(bytes, sizes, FrameCodecs.Json).Violated is null or 1002 or 1007 or 1009 or 4502);

    [Fact]
    public void A_ping_between_fragments_is_answered_and_the_message_is_whole()
    {
        byte[] bytes =
        [
            .. Client(0x02, [1, 2]), .. Client(Final | 0x09, [9]), .. Client(Final | 0x00, [3]),
        ];
        var transport = new WebSocketTransport(Max);
        (List<byte[]> read, ushort? violated) = Read(bytes, [3], FrameCodecs.Protobuf, transport);
        Assert.Null(violated);
        Assert.Equal([1, 2, 3], Assert.Single(read));
        var pipe = new Pipe();
        Assert.True(transport.WriteControl(pipe.Writer));
        Assert.False(transport.WriteControl(pipe.Writer));
        pipe.Writer.Complete();
        Assert.True(pipe.Reader.TryRead(out ReadResult written));
        Assert.Equal([0x8A, 0x01, 9], written.Buffer.ToArray());
    }

    public static TheoryData<string, byte[], ushort> Violations => new()
    {
        { "reserved bit", Client(Final | 0x42, [1]), 1002 },
        { "unknown opcode", Client(Final | 0x03, [1]), 1002 },
        { "unknown control opcode", Client(Final | 0x0B, [1]), 1002 },
        { "unmasked", [Final | 0x02, 0x01, 1], 1002 },
        { "control frame of 126 bytes", Client(Final | 0x09, new byte[126]), 1002 },
        { "control frame in fragments", Client(0x09, [1]), 1002 },
        { "continuation of nothing", Client(Final | 0x00, [1]), 1002 },
        { "message within a message", [.. Client(0x02, [1]), .. Client(Final | 0x02, [1])], 1002 },
        { "length not minimal", [Final | 0x02, 0xFE, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5], 1002 },
        { "length negative", [Final | 0x02, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1002 },
        { "one byte over", Client(Final | 0x02, new byte[Max + 1]), 1009 },
        { "a hundred times over", [Final | 0x02, 0xFF, 0, 0, 0, 0, 0, 1, 0x86, 0xA0, 0, 0, 0, 0], 1009 },
        { "over in fragments", [.. Client(0x02, new byte[Max]), .. Client(Final | 0x00, [1])], 1009 },
        { "text in a binary protocol", Client(Final | 0x01, [65]), 4502 },
        { "close code of one byte", Client(Final | 0x08, [3]), 1002 },
        { "close code reserved", Client(Final | 0x08, [0x03, 0xED]), 1002 },
        { "close reason not UTF-8", Client(Final | 0x08, [0x03, 0xE8, 0xFF]), 1007 },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_broken_rule_has_its_close_code(string rule, byte[] bytes, ushort expected)
    {
        Assert.Equal(expected, Read(bytes, [1], FrameCodecs.Protobuf).Violated);
        Assert.True(Read(bytes, [10_000], FrameCodecs.Protobuf).Violated == expected, rule);
    }

    [Fact]
    public void Text_that_is_not_utf8_has_its_close_code_even_across_fragments()
    {
        byte[] euro = Encoding.UTF8.GetBytes("€");
        byte[] good = [.. Client(0x01, euro[..1]), .. Client(Final | 0x00, euro[1..])];
        Assert.Single(Read(good, [2], FrameCodecs.Json).Messages);
        byte[] bad = [.. Client(0x01, euro[..1]), .. Client(Final | 0x00, [0x41])];
        Assert.Equal((ushort)1007, Read(bad, [2], FrameCodecs.Json).Violated);
    }

    [Fact]
    public void A_message_at_the_limit_is_taken_whole_and_in_fragments()
    {
        Assert.Single(Read(Client(Final | 0x02, new byte[Max]), [64], FrameCodecs.Protobuf).Messages);
        Assert.Single(Read([.. Fragments(new byte[Max], 10, [1, 2, 3, 4])], [64], FrameCodecs.Protobuf).Messages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void What_the_server_writes_is_unmasked_with_the_shortest_length(int bytes)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        new WebSocketTransport(Max).Write(new byte[bytes], FrameCodecs.Protobuf, pipe.Writer);
        pipe.Writer.Complete();
        Assert.True(pipe.Reader.TryRead(out ReadResult written));
        byte[] frame = written.Buffer.ToArray();
        Assert.True(WebSocketHeader.TryRead(frame, out WebSocketHeader header));
        Assert.True(header.IsFinal && header.IsMinimal && !header.IsMasked && header.Opcode == 2);
        Assert.Equal(bytes, header.PayloadBytes);
        Assert.Equal(frame.Length, header.Bytes + bytes);
    }

    internal static byte[] Client(byte first, byte[] payload) => Client(first, payload, [0x12, 0x34, 0x56, 0x78]);

    private static byte[] Client(byte first, byte[] payload, byte[] mask)
    {
        List<byte> frame = [first];
        if (payload.Length <= 125)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else
        {
            frame.Add(0x80 | 126);
            byte[] length = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.AddRange(length);
        }

        frame.AddRange(mask);
        frame.AddRange(payload.Select((value, i) => (byte)(value ^ mask[i & 3])));
        return [.. frame];
    }

    private static IEnumerable<byte> Fragments(byte[] message, int size, byte[] mask)
    {
        List<byte> bytes = [];
        int at = 0;
        do
        {
            byte[] part = message.AsSpan(at, Math.Min(size, message.Length - at)).ToArray();
            byte first = (byte)((at == 0 ? 0x02 : 0x00) | (at + part.Length == message.Length ? Final : 0));
            bytes.AddRange(Client(first, part, mask));
            at += part.Length;
        }
        while (at < message.Length);

        return bytes;
    }

    private static (List<byte[]> Messages, ushort? Violated) Read(
        byte[] bytes, int[] sizes, IFrameCodec codec, WebSocketTransport? transport = null)
    {
        transport ??= new WebSocketTransport(Max);
        List<byte[]> messages = [];
        List<byte> buffer = [];
        int at = 0;
        for (int turn = 0; at < bytes.Length; turn++)
        {
            int size = Math.Min(sizes[turn % sizes.Length], bytes.Length - at);
            buffer.AddRange(bytes.AsSpan(at, size));
            at += size;
            var received = new ReadOnlySequence<byte>([.. buffer]);
            while (true)
            {
                TransportStatus status = transport.TryRead(ref received, codec, out ReadOnlySequence<byte> message);
                if (status == TransportStatus.Violated)
                {
                    return (messages, transport.Violation!.WireCode);
                }

                if (status is TransportStatus.Incomplete or TransportStatus.Closed)
                {
                    break;
                }

                if (status == TransportStatus.Frame)
                {
                    messages.Add(message.ToArray());
                }
            }

            buffer = [.. received.ToArray()];
        }

        return (messages, null);
    }
}
