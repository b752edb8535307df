using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// Seals and opens what one stream stores. Made once per activation; safe from any thread, because history is read
/// beside the writes.
/// </summary>
internal sealed class StreamCipher : IDisposable
{
    private const int FactAssociatedBytes = 1 + 16 + 8 + 8 + 16 + 8 + 4 + 4 + 1 + 16 + 16 + 4;
    private const int ColumnBytesMax = 64;

    private readonly SealBox _box;
    private readonly StreamId _stream;

    private StreamCipher(StreamId stream, byte[] key)
    {
        _stream = stream;
        _box = new SealBox(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>A new key for a stream about to be opened.</summary>
    public static StreamCipher Create(MasterKey master, StreamId stream, out byte[] wrapped)
    {
        byte[] key = RandomNumberGenerator.GetBytes(SealBox.KeyBytes);
        wrapped = master.Wrap(stream, key);
        return new StreamCipher(stream, key);
    }

    /// <summary>The key of an existing stream.</summary>
    /// <exception cref="SealBrokenException">It does not unwrap; an erased stream has none.</exception>
    public static StreamCipher Unwrap(MasterKey master, StreamId stream, ReadOnlySpan<byte> wrapped) =>
        new(stream, master.Unwrap(stream, wrapped));

    /// <summary>
    /// Seals a fact's body together with every clear column of its row, so that it opens only beside them. A row that
    /// is renumbered must be sealed again.
    /// </summary>
    public byte[] Seal(FactRow row, ReadOnlySpan<byte> body)
    {
        Span<byte> associated = stackalloc byte[FactAssociatedBytes];
        Describe(row, associated);
        return _box.Seal(body, associated);
    }

    /// <summary>The body of a stored fact.</summary>
    /// <exception cref="SealBrokenException">The row was changed, moved or belongs to another stream.</exception>
    public byte[] Open(FactRow row)
    {
        byte[] body = new byte[BodyBytes(row)];
        Open(row, body);
        return body;
    }

    /// <summary>How long the body of a stored fact is.</summary>
    /// <exception cref="SealBrokenException">The row was changed.</exception>
    public int BodyBytes(FactRow row) => row.Sealed.Length >= SealBox.Overhead
        ? row.Sealed.Length - SealBox.Overhead
        : throw new SealBrokenException($"Fact {row.Seq} of stream {_stream} is not as it was sealed.");

    /// <summary>Opens the body of a stored fact into a span of exactly <see cref="BodyBytes"/>.</summary>
    /// <exception cref="SealBrokenException">The row was changed, moved or belongs to another stream.</exception>
    public void Open(FactRow row, Span<byte> body)
    {
        Span<byte> associated = stackalloc byte[FactAssociatedBytes];
        Describe(row, associated);
        try
        {
            _box.Open(row.Sealed, associated, body);
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException($"Fact {row.Seq} of stream {_stream} is not as it was sealed.", broken);
        }
    }

    /// <summary>Seals a text or snapshot that is kept in a named column of its own.</summary>
    public byte[] SealText(string column, ReadOnlySpan<byte> plain)
    {
        Span<byte> associated = stackalloc byte[17 + ColumnBytesMax];
        return _box.Seal(plain, associated[..Describe(column, associated)]);
    }

    /// <summary>Opens what was sealed for this column.</summary>
    /// <exception cref="SealBrokenException">It was sealed for another column or stream, or changed.</exception>
    public byte[] OpenText(string column, ReadOnlySpan<byte> box)
    {
        Span<byte> associated = stackalloc byte[17 + ColumnBytesMax];
        int length = Describe(column, associated);
        try
        {
            return _box.Open(box, associated[..length]);
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException($"The {column} of stream {_stream} is not as it was sealed.", broken);
        }
    }

    public void Dispose() => _box.Dispose();

    // The row's own stream is sealed, not the cipher's: they differ only in a row that was moved.
    private static void Describe(FactRow row, Span<byte> associated)
    {
        associated[0] = (byte)SealedKind.Fact;
        row.Stream.Value.TryWriteBytes(associated[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(associated[17..], row.Seq);
        BinaryPrimitives.WriteInt64BigEndian(associated[25..], row.Ordinal);
        row.Author.Value.TryWriteBytes(associated[33..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(associated[49..], row.At);
        BinaryPrimitives.WriteInt32BigEndian(associated[57..], row.Kind);
        BinaryPrimitives.WriteInt32BigEndian(associated[61..], (int)row.DataClass);
        associated[65] = row.Request is null ? (byte)0 : (byte)1;
        row.Request.GetValueOrDefault().Value.TryWriteBytes(associated[66..], bigEndian: true, out _);
        row.RequestHash.TryWriteBytes(associated[82..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(associated[98..], row.RequestFacts);
    }

    private int Describe(string column, Span<byte> associated)
    {
        associated[0] = (byte)SealedKind.Text;
        _stream.Value.TryWriteBytes(associated[1..], bigEndian: true, out _);
        return 17 + Encoding.UTF8.GetBytes(column, associated[17..]);
    }
}
