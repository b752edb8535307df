using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

internal sealed class ProtobufFrameCodec : IFrameCodec
{
    public string Name => "spico.v1.proto";

    public FrameFormat Format => FrameFormat.Binary;

    public bool TryDecode(
        ReadOnlySequence<byte> bytes,
        [NotNullWhen(true)] out Frame? frame,
        [NotNullWhen(false)] out FrameError? error)
    {
        try
        {
            frame = Frame.Parser.ParseFrom(bytes);
            error = null;
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            frame = null;
            error = new FrameError("Not a protobuf frame.");
            return false;
        }
    }

    public void Write(Frame frame, IBufferWriter<byte> output) => frame.WriteTo(output);
}
