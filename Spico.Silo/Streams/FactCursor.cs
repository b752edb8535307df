using System.Buffers.Binary;
using System.Buffers.Text;

namespace Spico.Silo.Streams;

/// <summary>
/// A place in a list across streams: by time, then by stream and number. Clients hold that of the last entry of a page
/// as an opaque text, and the next page begins after it.
/// </summary>
/// <param name="At">The time that the list goes by.</param>
/// <param name="Stream">Where.</param>
/// <param name="Seq">The entry's number there.</param>
internal readonly record struct FactCursor(long At, Guid Stream, long Seq) : IComparable<FactCursor>
{
    private const int Bytes = 8 + 16 + 8;

    /// <summary>Where a list begins that goes from the oldest to the newest.</summary>
    public static FactCursor Oldest { get; } = new(long.MinValue, Guid.Empty, 0);

    /// <summary>Where a list begins that goes from the newest to the oldest.</summary>
    public static FactCursor Newest { get; } = BeforeAllOf(long.MaxValue);

    /// <summary>Going from the newest to the oldest, before the first of a time.</summary>
    public static FactCursor BeforeAllOf(long at) => new(at, Guid.AllBitsSet, long.MaxValue);

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, FactCursor first, out FactCursor cursor)
    {
        cursor = first;
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
        cursor = new FactCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            new Guid(bytes.Slice(8, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64BigEndian(bytes[24..]));
        return true;
    }

    /// <summary>The cursor as clients hold it.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At);
        Stream.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], Seq);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Older comes first.</summary>
    public int CompareTo(FactCursor other)
    {
        int order = At.CompareTo(other.At);
        order = order == 0 ? Stream.CompareTo(other.Stream) : order;
        return order == 0 ? Seq.CompareTo(other.Seq) : order;
    }
}
