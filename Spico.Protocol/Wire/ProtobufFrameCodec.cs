using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

/// <summary>
/// The canonical encoding. Fields that are not known are skipped and not kept; text that is not UTF-8 is refused. The
/// contract nests a handful of levels; what the parser skips may nest no deeper than its own limit.
/// </summary>
internal sealed class ProtobufFrameCodec : IFrameCodec
{
    private static readonly MessageParser<Frame> Parser = Frame.Parser.WithDiscardUnknownFields(true);

    public string Name => "spico.v1.proto";

    public FrameFormat Format => FrameFormat.Binary;

    public bool TryDecode(
        ReadOnlySequence<byte> bytes,
        [NotNullWhen(true)] out Frame? frame,
        [NotNullWhen(false)] out FrameError? error)
    {
        try
        {
            frame = Parser.ParseFrom(bytes);
            error = null;
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser promises one type; a decoder of strangers' bytes does not rely on it.
            frame = null;
            error = new FrameError("Not a protobuf frame.");
            return false;
        }
    }

    public void Write(Frame frame, IBufferWriter<byte> output) => frame.WriteTo(output);
}
