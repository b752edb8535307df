using System.Buffers.Binary;
using System.Buffers.Text;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>The cursor of an inbox's pages as clients hold it: opaque, and of use in the owner's own inbox.</summary>
internal static class InboxPage
{
    private const int CursorBytes = 8 + 16;

    /// <summary>The cursor that follows an entry.</summary>
    public static string Encode(InboxCursor cursor)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, cursor.ActiveAt);
        cursor.Stream.Value.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out InboxCursor? cursor)
    {
        cursor = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!Base64Url.IsValid(text, out int length) || length != CursorBytes)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[CursorBytes];
        Base64Url.DecodeFromChars(text, bytes);
        cursor = new InboxCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes), StreamId.From(new Guid(bytes[8..], bigEndian: true)));
        return true;
    }
}
