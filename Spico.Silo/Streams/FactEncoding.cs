using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// Writes the bytes of <c>Frame { push { fact { … } } }</c> in one allocation, from clear columns and an encoded body,
/// without the objects in between. The same bytes as the generated classes give.
/// </summary>
internal static class FactEncoding
{
    private const int IdBytes = 16;
    private const int IdFieldBytes = 2 + IdBytes;
    private const byte FramePush = (Frame.PushFieldNumber << 3) | 2;
    private const byte PushFact = (Push.FactFieldNumber << 3) | 2;
    private const byte FactStream = (Fact.StreamFieldNumber << 3) | 2;
    private const byte FactSeq = Fact.SeqFieldNumber << 3;
    private const byte FactAuthor = (Fact.AuthorFieldNumber << 3) | 2;
    private const byte FactAt = Fact.AtFieldNumber << 3;
    private const byte FactOrdinal = Fact.OrdinalFieldNumber << 3;
    private const byte FactDataClass = Fact.DataClassFieldNumber << 3;
    private const byte FactElided = (Fact.ElidedFieldNumber << 3) | 2;

    /// <summary>A fact about to be stored. Its body ends the frame, and begins at the place returned.</summary>
    public static byte[] Encode(FactRow row, Fact body, out int bodyStart)
    {
        int bodyBytes = body.CalculateSize();
        byte[] frame = Allocate(HeaderBytes(row) + bodyBytes, out int start);
        bodyStart = WriteHeader(row, frame, start);
        body.WriteTo(frame.AsSpan(bodyStart));
        return frame;
    }

    /// <summary>A stored fact, opened in place. Its body ends the frame, and begins at the place returned.</summary>
    /// <exception cref="SealBrokenException">The row was changed, moved or belongs to another stream.</exception>
    public static byte[] Encode(FactRow row, StreamCipher cipher, out int bodyStart)
    {
        byte[] frame = Allocate(HeaderBytes(row) + cipher.BodyBytes(row), out int start);
        bodyStart = WriteHeader(row, frame, start);
        cipher.Open(row, frame.AsSpan(bodyStart));
        return frame;
    }

    /// <summary>A fact of which nothing but the position is told.</summary>
    public static byte[] EncodeElided(StreamId stream, long seq)
    {
        byte[] frame = Allocate(IdFieldBytes + VarintFieldBytes((ulong)seq) + 2, out int at);
        WriteId(frame, ref at, FactStream, stream.Value);
        WriteVarintField(frame, ref at, FactSeq, (ulong)seq);
        frame[at++] = FactElided;
        frame[at] = 0;
        return frame;
    }

    private static byte[] Allocate(int factBytes, out int start)
    {
        int pushBytes = 1 + VarintBytes((ulong)factBytes) + factBytes;
        byte[] frame = GC.AllocateUninitializedArray<byte>(1 + VarintBytes((ulong)pushBytes) + pushBytes);
        start = 0;
        frame[start++] = FramePush;
        WriteVarint(frame, ref start, (ulong)pushBytes);
        frame[start++] = PushFact;
        WriteVarint(frame, ref start, (ulong)factBytes);
        return frame;
    }

    private static int HeaderBytes(FactRow row) =>
        IdFieldBytes
        + VarintFieldBytes((ulong)row.Seq)
        + IdFieldBytes
        + VarintFieldBytes((ulong)row.At)
        + VarintFieldBytes((ulong)row.Ordinal)
        + VarintFieldBytes((ulong)row.DataClass);

    private static int WriteHeader(FactRow row, byte[] frame, int at)
    {
        WriteId(frame, ref at, FactStream, row.Stream.Value);
        WriteVarintField(frame, ref at, FactSeq, (ulong)row.Seq);
        WriteId(frame, ref at, FactAuthor, row.Author.Value);
        WriteVarintField(frame, ref at, FactAt, (ulong)row.At);
        WriteVarintField(frame, ref at, FactOrdinal, (ulong)row.Ordinal);
        WriteVarintField(frame, ref at, FactDataClass, (ulong)row.DataClass);
        return at;
    }

    private static void WriteId(byte[] frame, ref int at, byte tag, Guid id)
    {
        frame[at++] = tag;
        frame[at++] = IdBytes;
        id.TryWriteBytes(frame.AsSpan(at), bigEndian: true, out int written);
        at += written;
    }

    // A field that has its default value is absent.
    private static int VarintFieldBytes(ulong value) => value == 0 ? 0 : 1 + VarintBytes(value);

    private static void WriteVarintField(byte[] frame, ref int at, byte tag, ulong value)
    {
        if (value != 0)
        {
            frame[at++] = tag;
            WriteVarint(frame, ref at, value);
        }
    }

    private static int VarintBytes(ulong value) => CodedOutputStream.ComputeUInt64Size(value);

    private static void WriteVarint(byte[] frame, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            frame[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        frame[at++] = (byte)value;
    }
}
