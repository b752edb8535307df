using System.Buffers.Binary;
using System.Buffers.Text;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// What clients ask an inbox's pages by. The cursor as they hold it is opaque, and of use in the owner's own inbox.
/// </summary>
internal static class InboxPage
{
    private const int CursorBytes = 1 + 8 + 16;

    /// <summary>The cursor that follows an entry.</summary>
    public static string Encode(InboxRow last)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        bytes[0] = last.Flags.HasFlag(MarkFlags.Pinned) ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], last.ActiveAt);
        last.Stream.Value.TryWriteBytes(bytes[9..], bigEndian: true, out _);
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
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            StreamId.From(new Guid(bytes[9..], bigEndian: true)),
            IsPinned: bytes[0] != 0);
        return true;
    }

    /// <summary>Reads which entries are wanted; false when a mark does not exist.</summary>
    public static bool TryReadFilter(RepeatedField<InboxMark> only, out InboxFilter filter)
    {
        filter = default;
        foreach (InboxMark mark in only)
        {
            switch (mark)
            {
                case InboxMark.Unread:
                    filter = filter with { IsUnread = true };
                    break;
                case InboxMark.Archived:
                    filter = filter with { Archived = ArchivedEntries.Alone };
                    break;
                case InboxMark.Pinned:
                    filter = filter with { Flags = filter.Flags | MarkFlags.Pinned };
                    break;
                case InboxMark.Muted:
                    filter = filter with { Flags = filter.Flags | MarkFlags.Muted };
                    break;
                case InboxMark.Todo:
                    filter = filter with { Flags = filter.Flags | MarkFlags.Todo };
                    break;
                default:
                    return false;
            }
        }

        // What is to do is not done by being archived.
        if (filter.Flags.HasFlag(MarkFlags.Todo) && filter.Archived == ArchivedEntries.Without)
        {
            filter = filter with { Archived = ArchivedEntries.With };
        }

        return true;
    }
}
