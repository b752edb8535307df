using Spico.Silo.Streams;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// One part of a file as plain bytes, kept in sealed chunks: chunk n lies at a known place, so that any byte is found
/// without reading those before it. Not for two threads at once.
/// </summary>
internal sealed class SealedFile(IStoredBytes stored, FileCipher cipher, FilePart part) : IDisposable
{
    /// <summary>Plain bytes of a chunk; the last one has fewer.</summary>
    public const int ChunkBytes = 64 * 1024;

    private const int StoredChunkBytes = ChunkBytes + SealBox.Overhead;

    private byte[] _opened = [];
    private long _openedIndex = -1;

    /// <summary>The plain bytes, as the length of what is stored says.</summary>
    public long Length => PlainLength(stored.Length);

    /// <summary>
    /// The end of what is sound, taking away what a fall in the middle of a write left behind it.
    /// </summary>
    public long Mend()
    {
        long storedLength = stored.Length;
        long whole = storedLength / StoredChunkBytes;
        if (storedLength % StoredChunkBytes > 0 && !IsSound(whole))
        {
            stored.Truncate(whole * StoredChunkBytes);
        }

        return Length;
    }

    /// <summary>Adds bytes at the end. The last chunk, if it is not full, is sealed again with them.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        long length = Length;
        _openedIndex = -1;
        while (bytes.Length > 0)
        {
            long index = length / ChunkBytes;
            int filled = (int)(length % ChunkBytes);
            int taken = Math.Min(bytes.Length, ChunkBytes - filled);
            byte[] plain = new byte[filled + taken];
            if (filled > 0)
            {
                OpenChunk(index).CopyTo(plain, 0);
                _openedIndex = -1;
            }

            bytes[..taken].CopyTo(plain.AsSpan(filled));
            stored.Write(index * StoredChunkBytes, cipher.SealChunk(part, index, plain));
            bytes = bytes[taken..];
            length += taken;
        }
    }

    /// <summary>Takes away what lies beyond a length.</summary>
    public void Truncate(long length)
    {
        long index = length / ChunkBytes;
        int kept = (int)(length % ChunkBytes);
        byte[] last = kept == 0 ? [] : OpenChunk(index)[..kept];
        _openedIndex = -1;
        stored.Truncate(index * StoredChunkBytes);
        Append(last);
    }

    /// <summary>Reads from a place; fewer than asked for at the end only.</summary>
    /// <exception cref="SealBrokenException">What is stored was changed.</exception>
    public int Read(long position, Span<byte> bytes)
    {
        int read = 0;
        long length = Length;
        while (read < bytes.Length && position + read < length)
        {
            long at = position + read;
            byte[] chunk = OpenChunk(at / ChunkBytes);
            int from = (int)(at % ChunkBytes);
            int taken = Math.Min(bytes.Length - read, chunk.Length - from);
            if (taken <= 0)
            {
                break;
            }

            chunk.AsSpan(from, taken).CopyTo(bytes[read..]);
            read += taken;
        }

        return read;
    }

    /// <summary>Returns when what was added survives a power cut.</summary>
    public void Flush() => stored.Flush();

    public void Dispose() => stored.Dispose();

    private static long PlainLength(long storedLength)
    {
        long whole = storedLength / StoredChunkBytes;
        return (whole * ChunkBytes) + Math.Max(0, (storedLength % StoredChunkBytes) - SealBox.Overhead);
    }

    private bool IsSound(long index)
    {
        try
        {
            _openedIndex = -1;
            return OpenChunk(index).Length > 0;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }

    private byte[] OpenChunk(long index)
    {
        if (_openedIndex != index)
        {
            byte[] box = new byte[StoredChunkBytes];
            int length = stored.Read(index * StoredChunkBytes, box);
            _opened = cipher.OpenChunk(part, index, box.AsSpan(0, length));
            _openedIndex = index;
        }

        return _opened;
    }
}
