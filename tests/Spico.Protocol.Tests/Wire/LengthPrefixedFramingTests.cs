using System.Buffers;
using System.Buffers.Binary;
using CsCheck;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Wire;

public sealed class LengthPrefixedFramingTests
{
    private const int Max = 1000;

    [Fact]
    public void Any_split_of_the_bytes_gives_the_same_frames() =>
        Gen.Select(Gen.Byte.Array[1, 40].Array[0, 8], Gen.Int[1, 50].Array[1, 60]).Sample((frames, sizes) =>
        {
            var output = new ArrayBufferWriter<byte>();
            foreach (byte[] frame in frames)
            {
                LengthPrefixedFraming.Write(frame, output);
            }

            return Read(output.WrittenSpan.ToArray(), sizes).Zip(frames, Enumerable.SequenceEqual).All(same => same)
                && Read(output.WrittenSpan.ToArray(), sizes).Count == frames.Length;
        });

    [Fact]
    public void Random_bytes_give_frames_or_an_end_but_never_an_exception() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 9].Array[1, 99]).Sample((bytes, sizes) =>
            Read(bytes, sizes).All(frame => frame.Length is > 0 and <= Max));

    [Theory]
    [InlineData(1, FramingStatus.Incomplete)]
    [InlineData(Max, FramingStatus.Incomplete)]
    [InlineData(Max + 1, FramingStatus.Invalid)]
    [InlineData(Max * 100, FramingStatus.Invalid)]
    [InlineData(int.MaxValue, FramingStatus.Invalid)]
    [InlineData(0, FramingStatus.Invalid)]
    [InlineData(-1, FramingStatus.Invalid)]
    [InlineData(int.MinValue, FramingStatus.Invalid)]
    public void A_length_is_judged_before_anything_is_waited_for(int length, FramingStatus expected)
    {
        byte[] header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        var received = new ReadOnlySequence<byte>(header);
        Assert.Equal(expected, LengthPrefixedFraming.TryRead(ref received, Max, out _));
        Assert.Equal(4, received.Length);
    }

    [Fact]
    public void A_frame_at_the_limit_is_taken()
    {
        var output = new ArrayBufferWriter<byte>();
        LengthPrefixedFraming.Write(new byte[Max], output);
        ReadOnlySequence<byte> received = Pieces.Of(output.WrittenSpan.ToArray(), 7);
        Assert.Equal(FramingStatus.Complete, LengthPrefixedFraming.TryRead(ref received, Max, out var frame));
        Assert.Equal(Max, frame.Length);
        Assert.True(received.IsEmpty);
    }

    [Fact]
    public void An_encoded_frame_is_read_back() => Frames.Any.Sample(frame =>
    {
        var output = new ArrayBufferWriter<byte>();
        LengthPrefixedFraming.Write(frame, FrameCodecs.Protobuf, output);
        var received = new ReadOnlySequence<byte>(output.WrittenMemory);
        FramingStatus status = LengthPrefixedFraming.TryRead(ref received, 1 << 20, out var bytes);
        return status == (frame.Equals(new Frame()) ? FramingStatus.Invalid : FramingStatus.Complete)
            && (status == FramingStatus.Invalid
                || (FrameCodecs.Protobuf.TryDecode(bytes, out Frame? read, out _) && read.Equals(frame)));
    });

    private static List<byte[]> Read(byte[] bytes, int[] sizes)
    {
        List<byte[]> frames = [];
        var buffer = new List<byte>();
        int at = 0;
        for (int turn = 0; at < bytes.Length; turn++)
        {
            int size = Math.Min(sizes[turn % sizes.Length], bytes.Length - at);
            buffer.AddRange(bytes.AsSpan(at, size));
            at += size;
            ReadOnlySequence<byte> received = Pieces.Of([.. buffer], Math.Max(1, size / 2));
            FramingStatus status;
            while ((status = LengthPrefixedFraming.TryRead(ref received, Max, out var frame)) == FramingStatus.Complete)
            {
                frames.Add(frame.ToArray());
            }

            if (status == FramingStatus.Invalid)
            {
                break;
            }

            buffer = [.. received.ToArray()];
        }

        return frames;
    }
}
