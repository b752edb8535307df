using System.Buffers.Binary;
using System.Buffers.Text;
using Spico.Protocol;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// The place of a message among all messages, which never changes: by time, then by conversation and number. Clients
/// hold that of the last message of a page as an opaque text, and the next page begins after it.
/// </summary>
/// <param name="At">When it was posted.</param>
/// <param name="Stream">Where.</param>
/// <param name="Seq">Its number there.</param>
internal readonly record struct SearchCursor(long At, Guid Stream, long Seq) : IComparable<SearchCursor>
{
    private const int Bytes = 8 + 16 + 8;

    /// <summary>Before the newest message there may be.</summary>
    public static SearchCursor Newest { get; } = BeforeAllOf(long.MaxValue);

    /// <summary>Before the newest message of a time.</summary>
    public static SearchCursor BeforeAllOf(long at) => new(at, Guid.AllBitsSet, long.MaxValue);

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out SearchCursor cursor)
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
        cursor = new SearchCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            new Guid(bytes.Slice(8, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64BigEndian(bytes[24..]));
        return true;
    }

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At);
        Stream.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], Seq);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Older comes first.</summary>
    public int CompareTo(SearchCursor other)
    {
        int order = At.CompareTo(other.At);
        order = order == 0 ? Stream.CompareTo(other.Stream) : order;
        return order == 0 ? Seq.CompareTo(other.Seq) : order;
    }
}
