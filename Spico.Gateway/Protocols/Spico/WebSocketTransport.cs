using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Unicode;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// The server's side of RFC 6455 after the handshake, without extensions: takes messages out of masked frames, whole
/// or in fragments, and writes unmasked ones. Our own, because a batch of messages must be one flush. Every rule that
/// a client can break has its close code; nothing is allocated before a length was checked, and no buffer is held
/// between two messages.
/// </summary>
internal sealed class WebSocketTransport(int messageBytesMax) : IFrameTransport
{
    private const int ControlBytesMax = 125;

    /// <summary>A fragment shorter than this costs a little of the allowance for control frames.</summary>
    private const int TinyFragmentBytes = 512;

    private const ushort ProtocolError = 1002;
    private const ushort InvalidPayload = 1007;
    private const ushort TooBig = 1009;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private byte[]? _message;
    private int _messageBytes;
    private bool _isText;
    private bool _isFragmented;
    private bool _isWhole;
    private byte[]? _pong;

    private enum Opcode
    {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8,
        Ping = 9,
        Pong = 10,
    }

    public string Name => "spico/websocket";

    public TransportViolation? Violation { get; private set; }

    public bool IsInsideFrame => _isFragmented;

    public TransportStatus TryRead(
        ref ReadOnlySequence<byte> received, IFrameCodec codec, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (_isWhole)
        {
            ReleaseMessage();
        }

        Span<byte> headerBytes = stackalloc byte[WebSocketHeader.BytesMax];
        headerBytes = headerBytes[..(int)Math.Min(received.Length, WebSocketHeader.BytesMax)];
        received.Slice(0, headerBytes.Length).CopyTo(headerBytes);
        if (!WebSocketHeader.TryRead(headerBytes, out WebSocketHeader header))
        {
            return TransportStatus.Incomplete;
        }

        var opcode = (Opcode)header.Opcode;
        if (Check(header, opcode, codec) is { } violation)
        {
            Violation = violation;
            ReleaseMessage();
            return TransportStatus.Violated;
        }

        if (received.Length - header.Bytes < header.PayloadBytes)
        {
            return TransportStatus.Incomplete;
        }

        ReadOnlySequence<byte> payload = received.Slice(header.Bytes, header.PayloadBytes);
        received = received.Slice(payload.End);
        return header.IsControl
            ? TakeControl(opcode, header, payload)
            : TakeData(opcode, header, payload, out frame);
    }

    public void Write(ReadOnlySpan<byte> frame, IFrameCodec codec, PipeWriter output) =>
        Write(codec.Format == FrameFormat.Text ? Opcode.Text : Opcode.Binary, frame, output);

    public void Write(Frame frame, IFrameCodec codec, PipeWriter output)
    {
        ArrayBufferWriter<byte> scratch = _scratch ??= new ArrayBufferWriter<byte>(1024);
        scratch.ResetWrittenCount();
        codec.Write(frame, scratch);
        Write(scratch.WrittenSpan, codec, output);
        if (scratch.Capacity > 64 * 1024)
        {
            _scratch = null;
        }
    }

    public bool WriteControl(PipeWriter output)
    {
        if (Interlocked.Exchange(ref _pong, null) is not { } pong)
        {
            return false;
        }

        Write(Opcode.Pong, pong, output);
        return true;
    }

    public void WriteEnd(ushort wireCode, PipeWriter output)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, wireCode);
        Write(Opcode.Close, payload, output);
    }

    private static void Write(Opcode opcode, ReadOnlySpan<byte> payload, PipeWriter output)
    {
        output.Advance(WebSocketHeader.Write(output.GetSpan(WebSocketHeader.BytesMax), (byte)opcode, payload.Length));
        output.Write(payload);
    }

    private TransportViolation? Check(WebSocketHeader header, Opcode opcode, IFrameCodec codec)
    {
        if (header.HasReservedBits || !Enum.IsDefined(opcode) || !header.IsMasked || !header.IsMinimal)
        {
            return Broken("Reserved bits or opcode, an unmasked frame, or a length that is not the shortest.");
        }

        if (header.IsControl)
        {
            return header.PayloadBytes > ControlBytesMax || !header.IsFinal
                ? Broken("A control frame is whole and at most 125 bytes.")
                : null;
        }

        if ((opcode == Opcode.Continuation) != _isFragmented)
        {
            return Broken("A fragment follows its message's first, and nothing else does.");
        }

        if (opcode != Opcode.Continuation && (opcode == Opcode.Text) != (codec.Format == FrameFormat.Text))
        {
            return new TransportViolation(
                CloseCode.ProtocolError, (ushort)CloseCode.ProtocolError, "Text or binary: as the sub-protocol says.");
        }

        return header.PayloadBytes > messageBytesMax - _messageBytes
            ? new TransportViolation(CloseCode.FrameTooLarge, TooBig, $"A message is at most {messageBytesMax} bytes.")
            : null;
    }

    private TransportStatus TakeData(
        Opcode opcode, WebSocketHeader header, ReadOnlySequence<byte> payload, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (opcode != Opcode.Continuation)
        {
            _isText = opcode == Opcode.Text;
        }

        int bytes = (int)header.PayloadBytes;
        Reserve(_messageBytes + bytes);
        Span<byte> target = _message.AsSpan(_messageBytes, bytes);
        payload.CopyTo(target);
        header.Unmask(target);
        _messageBytes += bytes;
        _isFragmented = !header.IsFinal;
        if (_isFragmented)
        {
            return bytes < TinyFragmentBytes ? TransportStatus.Control : TransportStatus.Fragment;
        }

        if (_isText && !Utf8.IsValid(_message.AsSpan(0, _messageBytes)))
        {
            Violation = new TransportViolation(CloseCode.ProtocolError, InvalidPayload, "Text is UTF-8.");
            ReleaseMessage();
            return TransportStatus.Violated;
        }

        frame = new ReadOnlySequence<byte>(_message!, 0, _messageBytes);
        _isWhole = true;
        return TransportStatus.Frame;
    }

    private TransportStatus TakeControl(Opcode opcode, WebSocketHeader header, ReadOnlySequence<byte> payload)
    {
        if (opcode == Opcode.Pong)
        {
            return TransportStatus.Control;
        }

        byte[] bytes = payload.ToArray();
        header.Unmask(bytes);
        if (opcode == Opcode.Ping)
        {
            // Only the last one needs its answer (RFC 6455, 5.5.3).
            Interlocked.Exchange(ref _pong, bytes);
            return TransportStatus.Control;
        }

        Violation = CheckClose(bytes);
        return Violation is null ? TransportStatus.Closed : TransportStatus.Violated;
    }

    private static TransportViolation? CheckClose(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0)
        {
            return null;
        }

        if (payload.Length == 1 || BinaryPrimitives.ReadUInt16BigEndian(payload) is < 1000 or 1004 or 1005 or 1006
            or (> 1014 and < 3000) or > 4999)
        {
            return Broken("Not a close code.");
        }

        return Utf8.IsValid(payload[2..])
            ? null
            : new TransportViolation(CloseCode.ProtocolError, InvalidPayload, "A close reason is UTF-8.");
    }

    private static TransportViolation Broken(string reason) => new(CloseCode.ProtocolError, ProtocolError, reason);

    private void Reserve(int bytes)
    {
        if (_message is not null && _message.Length >= bytes)
        {
            return;
        }

        // Doubling, within the limit that was checked: a message in many fragments is copied a few times only.
        int size = Math.Min(messageBytesMax, Math.Max(bytes, _messageBytes * 2));
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(1, size));
        _message.AsSpan(0, _messageBytes).CopyTo(larger);
        if (_message is not null)
        {
            ArrayPool<byte>.Shared.Return(_message, clearArray: true);
        }

        _message = larger;
    }

    private void ReleaseMessage()
    {
        if (_message is not null)
        {
            // It held what somebody wrote.
            ArrayPool<byte>.Shared.Return(_message, clearArray: true);
            _message = null;
        }

        _messageBytes = 0;
        _isFragmented = false;
        _isWhole = false;
    }
}
