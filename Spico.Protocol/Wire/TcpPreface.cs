using System.Buffers;
using System.Text;

namespace Spico.Protocol.Wire;

/// <summary>
/// How a client on TCP says which encoding it speaks: the codec's name and a line feed, before anything else. Frames
/// follow behind their lengths, in both directions.
/// </summary>
public static class TcpPreface
{
    /// <summary>The longest preface, line feed included.</summary>
    public const int BytesMax = 64;

    /// <summary>Writes the preface.</summary>
    public static void Write(IFrameCodec codec, IBufferWriter<byte> output)
    {
        Encoding.ASCII.GetBytes(codec.Name, output);
        output.Write("\n"u8);
    }

    /// <summary>
    /// Takes the preface out of the bytes received. Invalid when the name is unknown, and as soon as it cannot become
    /// a known one: HTTP, TLS or noise on the port is told from a slow client at its first wrong byte.
    /// </summary>
    public static FramingStatus TryRead(
        ref ReadOnlySequence<byte> received, IReadOnlyList<IFrameCodec> codecs, out IFrameCodec? codec)
    {
        codec = null;
        Span<byte> start = stackalloc byte[(int)Math.Min(received.Length, BytesMax)];
        received.Slice(0, start.Length).CopyTo(start);
        int end = start.IndexOf((byte)'\n');
        ReadOnlySpan<byte> name = end < 0 ? start : start[..end];
        bool canBecomeKnown = false;
        foreach (IFrameCodec candidate in codecs)
        {
            if (end >= 0 && Ascii.Equals(name, candidate.Name))
            {
                codec = candidate;
                received = received.Slice(end + 1);
                return FramingStatus.Complete;
            }

            canBecomeKnown |= end < 0 && name.Length <= candidate.Name.Length
                && Ascii.Equals(name, candidate.Name.AsSpan(0, name.Length));
        }

        return canBecomeKnown ? FramingStatus.Incomplete : FramingStatus.Invalid;
    }
}
