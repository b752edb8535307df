using Google.Protobuf;

namespace Spico.Protocol;

/// <summary>The 16 bytes that every id of Spico is on the wire, in big-endian order.</summary>
internal static class Id16
{
    public const int Bytes = 16;

    public static bool TryRead(ByteString? bytes, out Guid value)
    {
        if (bytes is null || bytes.Length != Bytes)
        {
            value = default;
            return false;
        }

        value = new Guid(bytes.Span, bigEndian: true);
        return value != Guid.Empty;
    }

    public static ByteString Write(Guid value)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    public static byte FirstByte(Guid value)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[0];
    }
}
