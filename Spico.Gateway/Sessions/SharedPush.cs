using System.Buffers;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Sessions;

/// <summary>
/// A push that many sessions share: encoded at most once in each encoding somebody needs. It holds nothing of any one
/// session and is never changed.
/// </summary>
public sealed class SharedPush
{
    private readonly byte[] _frame;
    private Encoding? _encodings;

    /// <summary>Shares an encoded push.</summary>
    /// <param name="frame">The protobuf bytes of <c>Frame { push }</c>, not to be changed any more.</param>
    public SharedPush(byte[] frame) => _frame = frame;

    /// <summary>The protobuf bytes of <c>Frame { push }</c>.</summary>
    public ReadOnlyMemory<byte> Frame => _frame;

    /// <summary>The frame in an encoding, ready to be sent.</summary>
    public ReadOnlyMemory<byte> FrameIn(IFrameCodec codec)
    {
        if (ReferenceEquals(codec, FrameCodecs.Protobuf))
        {
            return _frame;
        }

        for (Encoding? known = Volatile.Read(ref _encodings); known is not null; known = known.Next)
        {
            if (ReferenceEquals(known.Codec, codec))
            {
                return known.Bytes;
            }
        }

        var output = new ArrayBufferWriter<byte>(_frame.Length * 2);
        codec.Write(V1Frame(), output);
        while (true)
        {
            // Two sessions may encode the same push at once: both results are right, and both stay reachable.
            Encoding? next = Volatile.Read(ref _encodings);
            var made = new Encoding(codec, output.WrittenMemory, next);
            if (Interlocked.CompareExchange(ref _encodings, made, next) == next)
            {
                return made.Bytes;
            }
        }
    }

    /// <summary>The push as a message, decoded anew at each call.</summary>
    public Push ToMessage() => V1Frame().Push;

    private Frame V1Frame() => Spico.Protocol.V1.Frame.Parser.ParseFrom(_frame);

    private sealed record Encoding(IFrameCodec Codec, ReadOnlyMemory<byte> Bytes, Encoding? Next);
}
