using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

/// <summary>
/// An encoding of the protocol: turns one whole frame into bytes and back. Where a frame begins and ends is the
/// transport's business. Implementations hold no state and are shared by all connections.
/// </summary>
public interface IFrameCodec
{
    /// <summary>
    /// The name that negotiates the encoding: the WebSocket sub-protocol, and the first line on TCP. The version of
    /// the protocol is part of it. ASCII letters, digits and dots, at most 63 characters.
    /// </summary>
    string Name { get; }

    /// <summary>Whether frames are text or binary: a WebSocket carries them in messages of that kind.</summary>
    FrameFormat Format { get; }

    /// <summary>
    /// Decodes one whole frame. Never throws, whatever the bytes; never allocates more than a small multiple of their
    /// length. The result does not refer to <paramref name="bytes"/>.
    /// </summary>
    bool TryDecode(
        ReadOnlySequence<byte> bytes,
        [NotNullWhen(true)] out Frame? frame,
        [NotNullWhen(false)] out FrameError? error);

    /// <summary>Encodes one whole frame.</summary>
    void Write(Frame frame, IBufferWriter<byte> output);
}
