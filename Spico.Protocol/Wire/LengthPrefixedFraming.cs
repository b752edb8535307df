using System.Buffers;
using System.Buffers.Binary;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

/// <summary>
/// Where a frame begins and ends on a byte stream: 4 bytes of length, big-endian, then that many bytes. Stateless.
/// </summary>
public static class LengthPrefixedFraming
{
    /// <summary>The bytes before each frame.</summary>
    public const int HeaderBytes = 4;

    /// <summary>What one encoding may keep between two frames; larger ones are given back.</summary>
    private const int ScratchBytesMax = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>
    /// Takes the next whole frame out of the bytes received: <paramref name="received"/> then begins after it. A
    /// length of 0, a negative one and one above <paramref name="frameBytesMax"/> are invalid as soon as the four
    /// bytes are there, before anything is allocated or waited for.
    /// </summary>
    /// <param name="received">All bytes received and not yet taken.</param>
    /// <param name="frameBytesMax">The largest frame accepted.</param>
    /// <param name="frame">The frame: a part of <paramref name="received"/>, not copied.</param>
    public static FramingStatus TryRead(
        ref ReadOnlySequence<byte> received, int frameBytesMax, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (received.Length < HeaderBytes)
        {
            return FramingStatus.Incomplete;
        }

        received.Slice(0, HeaderBytes).CopyTo(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length <= 0 || length > frameBytesMax)
        {
            return FramingStatus.Invalid;
        }

        if (received.Length - HeaderBytes < length)
        {
            return FramingStatus.Incomplete;
        }

        frame = received.Slice(HeaderBytes, length);
        received = received.Slice(frame.End);
        return FramingStatus.Complete;
    }

    /// <summary>Writes an encoded frame behind its length.</summary>
    public static void Write(ReadOnlySpan<byte> frame, IBufferWriter<byte> output)
    {
        Span<byte> span = output.GetSpan(HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(span, frame.Length);
        output.Advance(HeaderBytes);
        output.Write(frame);
    }

    /// <summary>Encodes a frame behind its length.</summary>
    public static void Write(Frame frame, IFrameCodec codec, IBufferWriter<byte> output)
    {
        ArrayBufferWriter<byte> scratch = _scratch ??= new ArrayBufferWriter<byte>(1024);
        scratch.ResetWrittenCount();
        codec.Write(frame, scratch);
        Write(scratch.WrittenSpan, output);
        if (scratch.Capacity > ScratchBytesMax)
        {
            _scratch = null;
        }
    }
}
