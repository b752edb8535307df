using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>Stored bytes in memory.</summary>
internal sealed class MemoryBytes : IStoredBytes
{
    private readonly MemoryStream _bytes = new();

    public long Length => _bytes.Length;

    public int Read(long position, Span<byte> bytes)
    {
        _bytes.Position = position;
        return _bytes.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        _bytes.Position = position;
        _bytes.Write(bytes);
    }

    public void Truncate(long length) => _bytes.SetLength(length);

    public void Flush()
    {
    }

    public void Dispose()
    {
        // What was stored stays.
    }
}
