using System.Buffers.Binary;
using System.Security.Cryptography;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// Seals and opens what is kept of one file, under the file's own key. Whoever shows the file holds that key, wrapped
/// under their own.
/// </summary>
internal sealed class FileCipher : IDisposable
{
    private const int ChunkAssociatedBytes = 1 + 16 + 1 + 8;

    private readonly SealBox _box;
    private readonly FileId _file;
    private readonly byte[] _key;

    private FileCipher(FileId file, byte[] key)
    {
        _file = file;
        _key = key;
        _box = new SealBox(key);
    }

    /// <summary>The key, to be wrapped.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>A new key for a file that was announced.</summary>
    public static FileCipher Create(FileId file) => new(file, RandomNumberGenerator.GetBytes(SealBox.KeyBytes));

    /// <summary>The key of a file, unwrapped.</summary>
    public static FileCipher Of(FileId file, byte[] key) => new(file, key);

    /// <summary>Seals a chunk for its place.</summary>
    public byte[] SealChunk(FilePart part, long index, ReadOnlySpan<byte> plain)
    {
        Span<byte> associated = stackalloc byte[ChunkAssociatedBytes];
        DescribeChunk(part, index, associated);
        return _box.Seal(plain, associated);
    }

    /// <summary>Opens the chunk of a place.</summary>
    /// <exception cref="SealBrokenException">It was changed, moved, or is of another file.</exception>
    public byte[] OpenChunk(FilePart part, long index, ReadOnlySpan<byte> box)
    {
        Span<byte> associated = stackalloc byte[ChunkAssociatedBytes];
        DescribeChunk(part, index, associated);
        return Open(box, associated);
    }

    /// <summary>Seals what is known of the file, with the clear columns beside it.</summary>
    public byte[] SealRow(FileRow row, ReadOnlySpan<byte> plain) => _box.Seal(plain, Describe(row));

    /// <summary>Opens what is known of the file.</summary>
    /// <exception cref="SealBrokenException">The row was changed, or is of another file.</exception>
    public byte[] OpenRow(FileRow row) => Open(row.Sealed, Describe(row));

    public void Dispose()
    {
        _box.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    private byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        try
        {
            return _box.Open(box, associated);
        }
        catch (CryptographicException broken)
        {
            throw new SealBrokenException($"Something of file {_file} is not as it was sealed.", broken);
        }
    }

    private static byte[] Describe(FileRow row)
    {
        byte[] associated = new byte[1 + 16 + 16 + 1 + 1 + 8];
        associated[0] = (byte)SealedKind.FileRow;
        row.Id.Value.TryWriteBytes(associated.AsSpan(1), bigEndian: true, out _);
        row.Owner.Value.TryWriteBytes(associated.AsSpan(17), bigEndian: true, out _);
        // Only ready files hold another content than the announcement.
        associated[33] = row.State == Protocol.V1.FileState.Ready ? (byte)1 : (byte)0;
        associated[34] = (byte)row.Content;
        BinaryPrimitives.WriteInt64BigEndian(associated.AsSpan(35), row.Size);
        return associated;
    }

    private void DescribeChunk(FilePart part, long index, Span<byte> associated)
    {
        associated[0] = (byte)SealedKind.FileChunk;
        _file.Value.TryWriteBytes(associated[1..], bigEndian: true, out _);
        associated[17] = (byte)part;
        BinaryPrimitives.WriteInt64BigEndian(associated[18..], index);
    }
}
