using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace Spico.Peers.Host.Rooms;

/// <summary>
/// Binary messages of a WebSocket (RFC 6455), upgraded by hand, so that a frame is encoded once for all.
/// </summary>
internal sealed class WebSocketFraming : IFraming
{
    private const int RequestMax = 4096;
    private const int LengthMax = 1 << 20;
    private const int MaskLength = 4;
    private const byte FinalBinary = 0x82;
    private const byte LengthIn16Bits = 126;
    private const byte LengthIn64Bits = 127;
    private const string KeyHeader = "sec-websocket-key:";

    public async Task<bool> OpenAsync(IDuplexPipe transport)
    {
        while (true)
        {
            ReadResult read = await transport.Input.ReadAsync();
            SequenceReader<byte> reader = new(read.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> request, "\r\n\r\n"u8))
            {
                string? key = KeyOf(Encoding.ASCII.GetString(request));
                transport.Input.AdvanceTo(reader.Position);
                return key is not null && await AcceptAsync(transport.Output, key);
            }

            if (read.IsCompleted || read.Buffer.Length > RequestMax)
            {
                return false;
            }

            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public bool TryRead(ref ReadOnlySequence<byte> bytes, out byte[] message)
    {
        message = [];
        SequenceReader<byte> reader = new(bytes);
        if (!reader.TryRead(out byte first) || !reader.TryRead(out byte second) ||
            !TryReadLength(ref reader, second & 0x7F, out int length) || reader.Remaining < MaskLength + length)
        {
            return false;
        }

        if (first != FinalBinary)
        {
            throw new InvalidDataException($"A frame that begins with {first:X2}.");
        }

        Span<byte> mask = stackalloc byte[MaskLength];
        reader.TryCopyTo(mask);
        reader.Advance(MaskLength);
        message = reader.UnreadSequence.Slice(0, length).ToArray();
        reader.Advance(length);
        for (int i = 0; i < message.Length; i++)
        {
            message[i] ^= mask[i % MaskLength];
        }

        bytes = bytes.Slice(reader.Position);
        return true;
    }

    public byte[] Encode(ReadOnlySpan<byte> message)
    {
        if (message.Length < LengthIn16Bits)
        {
            return [FinalBinary, (byte)message.Length, .. message];
        }

        byte[] length = new byte[message.Length <= ushort.MaxValue ? sizeof(ushort) : sizeof(ulong)];
        if (length.Length == sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
            return [FinalBinary, LengthIn16Bits, .. length, .. message];
        }

        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)message.Length);
        return [FinalBinary, LengthIn64Bits, .. length, .. message];
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, int announced, out int length)
    {
        length = announced;
        if (announced == LengthIn16Bits)
        {
            bool isThere = reader.TryReadBigEndian(out short value);
            length = (ushort)value;
            return isThere;
        }

        if (announced == LengthIn64Bits)
        {
            bool isThere = reader.TryReadBigEndian(out long value);
            length = value is >= 0 and <= LengthMax
                ? (int)value
                : throw new InvalidDataException($"A message of {value} bytes.");
            return isThere;
        }

        return true;
    }

    private static string? KeyOf(string request) => request.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(KeyHeader, StringComparison.OrdinalIgnoreCase))?[KeyHeader.Length..]
        .Trim();

    private static async Task<bool> AcceptAsync(PipeWriter output, string key)
    {
        // SHA-1 and this text are the protocol's.
        byte[] asked = Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
#pragma warning disable CA5350
        string accept = Convert.ToBase64String(SHA1.HashData(asked));
#pragma warning restore CA5350
        FlushResult flushed = await output.WriteAsync(Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Accept: {accept}\r\n\r\n"));
        return !flushed.IsCompleted;
    }
}
