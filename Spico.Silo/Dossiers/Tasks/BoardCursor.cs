using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>Where a page of the board ended. As clients hold it it is opaque.</summary>
internal readonly record struct BoardCursor(long DueAt, Guid Dossier, long Task)
{
    private const int Bytes = 8 + 16 + 8;

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out BoardCursor cursor)
    {
        cursor = new BoardCursor(long.MinValue, Guid.Empty, 0);
        if (text.Length == 0)
        {
            return true;
        }

        if (!Base64Url.IsValid(text, out int length) || length != Bytes)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Bytes];
        Base64Url.DecodeFromChars(text, bytes);
        cursor = new BoardCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            new Guid(bytes[8..24], bigEndian: true),
            BinaryPrimitives.ReadInt64BigEndian(bytes[24..]));
        return true;
    }

    /// <summary>The cursor as clients hold it.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, DueAt);
        Dossier.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], Task);
        return Base64Url.EncodeToString(bytes);
    }
}
