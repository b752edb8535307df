using System.Buffers;
using System.IO.Pipelines;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// How frames lie on a byte stream. One instance serves one connection: one loop reads, another writes.
/// </summary>
internal interface IFrameTransport
{
    /// <summary>The protocol's name, for logs.</summary>
    string Name { get; }

    /// <summary>Why <see cref="TransportStatus.Violated"/> was returned.</summary>
    TransportViolation? Violation { get; }

    /// <summary>Whether a frame has begun that is not whole, besides what lies in the bytes received.</summary>
    bool IsInsideFrame { get; }

    /// <summary>Takes the next frame, or something of the transport's own, out of the bytes received.</summary>
    /// <param name="received">All bytes received and not yet taken.</param>
    /// <param name="codec">The encoding negotiated.</param>
    /// <param name="frame">The frame: good until the next call.</param>
    TransportStatus TryRead(
        ref ReadOnlySequence<byte> received, IFrameCodec codec, out ReadOnlySequence<byte> frame);

    /// <summary>Writes an encoded frame; does not flush.</summary>
    void Write(ReadOnlySpan<byte> frame, IFrameCodec codec, PipeWriter output);

    /// <summary>Encodes and writes a frame; does not flush.</summary>
    void Write(Frame frame, IFrameCodec codec, PipeWriter output);

    /// <summary>Writes the transport's own answers that are due; does not flush. True when there were any.</summary>
    bool WriteControl(PipeWriter output);

    /// <summary>Writes the transport's own end, after the last frame; does not flush.</summary>
    void WriteEnd(ushort wireCode, PipeWriter output);
}
