using System.Security.Cryptography;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Syntheses;

/// <summary>
/// A document while it is written: straight into sealed chunks, so that no readable byte of it ever lies on a disk,
/// and no more than a chunk in memory. What was written may be read back.
/// </summary>
internal sealed class SealedOutput(SealedFile file) : Stream
{
    private readonly byte[] _chunk = new byte[SealedFile.ChunkBytes];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _sealed;
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>The bytes written.</summary>
    public override long Length => _sealed + _filled;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, _chunk.Length - _filled);
            buffer[..taken].CopyTo(_chunk.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == _chunk.Length)
            {
                SealChunk();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Reads what was written.</summary>
    public void ReadBack(long position, Span<byte> bytes)
    {
        int before = (int)Math.Clamp(_sealed - position, 0, bytes.Length);
        if (file.Read(position, bytes[..before]) != before)
        {
            throw new EndOfStreamException();
        }

        _chunk.AsSpan((int)(position + before - _sealed), bytes.Length - before).CopyTo(bytes[before..]);
    }

    /// <summary>Seals what is left, returns when it survives a power cut, and gives the hash of it all.</summary>
    public byte[] Finish()
    {
        SealChunk();
        file.Flush();
        return _hash.GetHashAndReset();
    }

    public override void Flush()
    {
        // Chunks are sealed when they are full.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void SealChunk()
    {
        file.Append(_chunk.AsSpan(0, _filled));
        _sealed += _filled;
        _filled = 0;
    }
}
