using System.Buffers;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// The reading side of one connection: the preface where the transport has one, then frames out of the bytes received.
/// </summary>
internal sealed class FrameReader(IFrameTransport transport, IFrameCodec? codec)
{
    /// <summary>The encoding negotiated, or null as long as it is not known.</summary>
    public IFrameCodec? Codec { get; private set; } = codec;

    /// <summary>Why <see cref="TransportStatus.Violated"/> was returned; nothing can be read any more.</summary>
    public TransportViolation? Violation { get; private set; }

    /// <summary>Whether a frame has begun that is not whole, besides what lies in the bytes received.</summary>
    public bool IsInsideFrame => transport.IsInsideFrame;

    /// <summary>Takes what comes next out of the bytes received.</summary>
    public TransportStatus TryRead(ref ReadOnlySequence<byte> received, out Frame? frame)
    {
        frame = null;
        if (Codec is null && !TryReadPreface(ref received, out TransportStatus status))
        {
            return status;
        }

        do
        {
            status = transport.TryRead(ref received, Codec!, out ReadOnlySequence<byte> bytes);
            if (status == TransportStatus.Frame && !Codec!.TryDecode(bytes, out frame, out _))
            {
                return Violate(CloseCode.ProtocolError, "A frame cannot be read.");
            }
        }
        while (status == TransportStatus.Fragment);

        Violation ??= transport.Violation;
        return status;
    }

    /// <summary>Passes over everything received. True when the client said that it leaves.</summary>
    public bool Skip(ref ReadOnlySequence<byte> received)
    {
        TransportStatus status = TransportStatus.Fragment;
        while (Codec is not null && Violation is null
            && status is not (TransportStatus.Incomplete or TransportStatus.Closed))
        {
            status = transport.TryRead(ref received, Codec, out _);
            Violation ??= transport.Violation;
        }

        if (Codec is null || Violation is not null)
        {
            received = received.Slice(received.End);
        }

        return status == TransportStatus.Closed;
    }

    private bool TryReadPreface(ref ReadOnlySequence<byte> received, out TransportStatus status)
    {
        switch (TcpPreface.TryRead(ref received, FrameCodecs.All, out IFrameCodec? named))
        {
            case FramingStatus.Complete:
                Codec = named;
                status = TransportStatus.Fragment;
                return true;
            case FramingStatus.Invalid:
                status = Violate(
                    CloseCode.Unsupported, "The first line is the name of an encoding this server knows.");
                return false;
            default:
                status = TransportStatus.Incomplete;
                return false;
        }
    }

    private TransportStatus Violate(CloseCode code, string reason)
    {
        Violation = new TransportViolation(code, (ushort)code, reason);
        return TransportStatus.Violated;
    }
}
