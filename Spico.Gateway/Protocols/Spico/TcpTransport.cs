using System.Buffers;
using System.IO.Pipelines;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Frames behind their lengths.</summary>
internal sealed class TcpTransport(int frameBytesMax) : IFrameTransport
{
    public string Name => "spico/tcp";

    public TransportViolation? Violation { get; private set; }

    public bool IsInsideFrame => false;

    public TransportStatus TryRead(
        ref ReadOnlySequence<byte> received, IFrameCodec codec, out ReadOnlySequence<byte> frame)
    {
        switch (LengthPrefixedFraming.TryRead(ref received, frameBytesMax, out frame))
        {
            case FramingStatus.Complete:
                return TransportStatus.Frame;
            case FramingStatus.Invalid:
                Violation = new TransportViolation(
                    CloseCode.FrameTooLarge, 0, $"The length of a frame is 1 to {frameBytesMax} bytes.");
                return TransportStatus.Violated;
            default:
                return TransportStatus.Incomplete;
        }
    }

    public void Write(ReadOnlySpan<byte> frame, IFrameCodec codec, PipeWriter output) =>
        LengthPrefixedFraming.Write(frame, output);

    public void Write(Frame frame, IFrameCodec codec, PipeWriter output) =>
        LengthPrefixedFraming.Write(frame, codec, output);

    public bool WriteControl(PipeWriter output) => false;

    public void WriteEnd(ushort wireCode, PipeWriter output)
    {
        // The last frame was the goodbye; the end of the stream is the end.
    }
}
