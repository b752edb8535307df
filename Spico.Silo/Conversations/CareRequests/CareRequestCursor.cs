using System.Buffers.Binary;
using System.Buffers.Text;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>Where a page of requests begins; clients hold it as an opaque text.</summary>
/// <param name="AskedAt">When the last request of the page before was made.</param>
/// <param name="Stream">Where.</param>
/// <param name="Seq">Its name there.</param>
internal readonly record struct CareRequestCursor(long AskedAt, Guid Stream, long Seq)
{
    private const int Bytes = 8 + 16 + 8;

    /// <summary>The cursor that follows an entry.</summary>
    public static CareRequestCursor Of(CareRequestEntry entry) => new(
        entry.Request.AskedAt,
        StreamId.TryFrom(entry.Conversation, out StreamId stream) ? stream.Value : default,
        (long)entry.Request.Request);

    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out CareRequestCursor cursor)
    {
        cursor = default;
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
        cursor = new CareRequestCursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            new Guid(bytes.Slice(8, 16), bigEndian: true),
            BinaryPrimitives.ReadInt64BigEndian(bytes[24..]));
        return true;
    }

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, AskedAt);
        Stream.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], Seq);
        return Base64Url.EncodeToString(bytes);
    }
}
