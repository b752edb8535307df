using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spico.Silo.Professionals.Searching;

/// <summary>Where a page of the directory ended: good as long as the same import is in use.</summary>
/// <param name="Import">Which import.</param>
/// <param name="Number">The last person's number.</param>
internal sealed record DirectoryCursor(Guid Import, int Number)
{
    private const int Bytes = 16 + 4;

    /// <summary>The cursor as clients hold it: opaque.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Import.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], Number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out DirectoryCursor? cursor)
    {
        cursor = null;
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
        cursor = new DirectoryCursor(
            new Guid(bytes[..16], bigEndian: true), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]));
        return cursor.Number >= 0;
    }
}
