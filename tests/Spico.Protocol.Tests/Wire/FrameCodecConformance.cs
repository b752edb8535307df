using System.Buffers;
using System.Text;
using CsCheck;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Wire;

/// <summary>What every codec keeps. A codec's test class inherits it and supplies only the codec.</summary>
public abstract class FrameCodecConformance
{
    internal abstract IFrameCodec Codec { get; }

    [Fact]
    public void The_name_fits_the_preface_and_negotiates_the_codec()
    {
        Assert.True(Encoding.ASCII.GetByteCount(Codec.Name) + 1 <= TcpPreface.BytesMax);
        Assert.All(Codec.Name, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter == '.'));
        Assert.Same(Codec, FrameCodecs.Find(Codec.Name));
    }

    [Fact]
    public void A_frame_that_was_written_is_read_back() => Frames.Any.Sample(frame =>
        Decode(Encode(frame)).Equals(frame));

    [Fact]
    public void A_frame_in_pieces_is_the_same_frame() => Gen.Select(Frames.Any, Gen.Int[1, 9]).Sample((frame, size) =>
        Codec.TryDecode(Pieces.Of(Encode(frame), size), out Frame? read, out _) && read.Equals(frame));

    [Fact]
    public void Every_codec_tells_the_same_frame() => Frames.Any.Sample(frame =>
        FrameCodecs.All.All(other =>
        {
            var output = new ArrayBufferWriter<byte>();
            other.Write(Decode(Encode(frame)), output);
            return other.TryDecode(new ReadOnlySequence<byte>(output.WrittenMemory), out Frame? read, out _)
                && read.Equals(frame);
        }));

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(bytes => Decides(bytes));

    [Fact]
    public void A_frame_with_bytes_changed_never_throws() =>
        Gen.Select(Frames.Any, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 1000]).Sample((frame, at, value, cut) =>
        {
            byte[] bytes = Encode(frame);
            if (bytes.Length > 0)
            {
                bytes[at % bytes.Length] = value;
            }

            return Decides(bytes) && Decides(bytes.AsSpan(0, Math.Min(bytes.Length, cut)).ToArray());
        });

    [Fact]
    public void A_refusal_echoes_nothing()
    {
        Assert.False(Codec.TryDecode(Pieces.Of("canary!"u8.ToArray(), 3), out _, out FrameError? error));
        Assert.DoesNotContain("canary", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Reading_allocates_a_small_multiple_of_the_bytes()
    {
        byte[] text = Encode(new Frame
        {
            Command = new Command { PostMessage = new PostMessageRequest { Text = new string('x', 60_000) } },
        });
        Decode(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * text.Length);
    }

    private protected byte[] Encode(Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    private protected Frame Decode(byte[] bytes)
    {
        Assert.True(Codec.TryDecode(new ReadOnlySequence<byte>(bytes), out Frame? frame, out _));
        return frame;
    }

    private protected bool Accepts(byte[] bytes) => Codec.TryDecode(new ReadOnlySequence<byte>(bytes), out _, out _);

    private bool Decides(byte[] bytes) =>
        Codec.TryDecode(new ReadOnlySequence<byte>(bytes), out Frame? frame, out FrameError? error)
            ? frame is not null && error is null
            : frame is null && error is not null;
}
