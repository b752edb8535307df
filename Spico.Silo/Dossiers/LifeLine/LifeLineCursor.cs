using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spico.Silo.Dossiers.LifeLine;

/// <summary>Where a page of a life line ended. As clients hold it it is opaque.</summary>
internal readonly record struct LifeLineCursor(long HappenedAt, long Seq)
{
    private const int Bytes = 16;

    /// <summary>Before everything.</summary>
    public static LifeLineCursor Newest { get; } = new(long.MaxValue, long.MaxValue);

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out LifeLineCursor cursor)
    {
        cursor = Newest;
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
        cursor = new LifeLineCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        return true;
    }

    /// <summary>The cursor as clients hold it.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, HappenedAt);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Seq);
        return Base64Url.EncodeToString(bytes);
    }
}
