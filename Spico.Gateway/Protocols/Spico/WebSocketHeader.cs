using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>The header of a WebSocket frame (RFC 6455, 5.2).</summary>
internal readonly struct WebSocketHeader
{
    /// <summary>The longest header: 2 bytes, 8 of length, 4 of mask.</summary>
    public const int BytesMax = 14;

    private WebSocketHeader(byte first, bool isMasked, bool isMinimal, long payloadBytes, uint mask, int bytes)
    {
        IsFinal = (first & 0x80) != 0;
        HasReservedBits = (first & 0x70) != 0;
        Opcode = (byte)(first & 0x0F);
        IsMasked = isMasked;
        IsMinimal = isMinimal;
        PayloadBytes = payloadBytes;
        Mask = mask;
        Bytes = bytes;
    }

    public bool IsFinal { get; }

    public bool HasReservedBits { get; }

    public byte Opcode { get; }

    public bool IsControl => Opcode >= 8;

    public bool IsMasked { get; }

    /// <summary>Whether the length is written in the fewest bytes, and not negative.</summary>
    public bool IsMinimal { get; }

    public long PayloadBytes { get; }

    /// <summary>The bytes of the header itself.</summary>
    public int Bytes { get; }

    /// <summary>The four bytes of the mask in the order they came, in the machine's byte order.</summary>
    private uint Mask { get; }

    /// <summary>Reads a header. False when it is not whole yet.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WebSocketHeader header)
    {
        header = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        bool isMasked = (bytes[1] & 0x80) != 0;
        int shortLength = bytes[1] & 0x7F;
        int lengthBytes = shortLength switch { 126 => 2, 127 => 8, _ => 0 };
        int total = 2 + lengthBytes + (isMasked ? 4 : 0);
        if (bytes.Length < total)
        {
            return false;
        }

        long length = lengthBytes switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => shortLength,
        };
        bool isMinimal = lengthBytes switch { 2 => length > 125, 8 => length > ushort.MaxValue, _ => true };
        uint mask = isMasked ? MemoryMarshal.Read<uint>(bytes[(2 + lengthBytes)..]) : 0;
        header = new WebSocketHeader(bytes[0], isMasked, isMinimal, Math.Max(0, length), mask, total);
        return true;
    }

    /// <summary>Writes the header of a whole unmasked frame; returns its length.</summary>
    public static int Write(Span<byte> target, byte opcode, int payloadBytes)
    {
        target[0] = (byte)(0x80 | opcode);
        if (payloadBytes <= 125)
        {
            target[1] = (byte)payloadBytes;
            return 2;
        }

        if (payloadBytes <= ushort.MaxValue)
        {
            target[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payloadBytes);
            return 4;
        }

        target[1] = 127;
        BinaryPrimitives.WriteInt64BigEndian(target[2..], payloadBytes);
        return 10;
    }

    /// <summary>Takes the mask off a payload, in place.</summary>
    public void Unmask(Span<byte> payload)
    {
        uint mask = Mask;
        if (Vector.IsHardwareAccelerated && payload.Length >= Vector<byte>.Count)
        {
            Vector<byte> wide = Vector.AsVectorByte(new Vector<uint>(mask));
            while (payload.Length >= Vector<byte>.Count)
            {
                (new Vector<byte>(payload) ^ wide).CopyTo(payload);
                payload = payload[Vector<byte>.Count..];
            }
        }

        Span<byte> narrow = stackalloc byte[4];
        MemoryMarshal.Write(narrow, in mask);
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= narrow[i & 3];
        }
    }
}
