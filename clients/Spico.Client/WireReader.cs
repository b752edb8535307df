using System.Buffers.Binary;

namespace Spico.Client;

/// <summary>Walks the fields of an encoded protobuf message without decoding it.</summary>
internal static class WireReader
{
    /// <summary>Reads one field and moves past it: a number or a content, as its wire type has it.</summary>
    public static bool TryReadField(
        scoped ref ReadOnlySpan<byte> bytes,
        out int field,
        out ulong number,
        out ReadOnlySpan<byte> content)
    {
        field = 0;
        number = 0;
        content = default;
        if (!TryReadVarint(ref bytes, out ulong tag))
        {
            return false;
        }

        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                return TryReadVarint(ref bytes, out number);
            case 1 when bytes.Length >= 8:
                number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                bytes = bytes[8..];
                return true;
            case 2 when TryReadVarint(ref bytes, out ulong length) && length <= (ulong)bytes.Length:
                content = bytes[..(int)length];
                bytes = bytes[(int)length..];
                return true;
            case 5 when bytes.Length >= 4:
                number = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                bytes = bytes[4..];
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadVarint(scoped ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
