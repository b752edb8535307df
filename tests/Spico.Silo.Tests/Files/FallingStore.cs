using Spico.Protocol;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Files;

/// <summary>Bytes that are written until their process falls, in the middle of a write too.</summary>
internal sealed class FallingStore(IFileStore inner, Fall fall) : IFileStore
{
    public IStoredBytes OpenToWrite(FileId file, FilePart part)
    {
        fall.Pass();
        return new FallingBytes(inner.OpenToWrite(file, part), fall);
    }

    public IStoredBytes? OpenToRead(FileId file, FilePart part)
    {
        fall.Look();
        return inner.OpenToRead(file, part);
    }

    public void Delete(FileId file, FilePart part)
    {
        fall.Pass();
        inner.Delete(file, part);
    }

    public List<(FileId File, FilePart Part)> ListUntouchedSince(DateTimeOffset since)
    {
        fall.Look();
        return inner.ListUntouchedSince(since);
    }

    private sealed class FallingBytes(IStoredBytes inner, Fall fall) : IStoredBytes
    {
        public long Length => inner.Length;

        public int Read(long position, Span<byte> bytes) => inner.Read(position, bytes);

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            int half = bytes.Length / 2;
            fall.Pass();
            inner.Write(position, bytes[..half]);
            fall.Pass();
            inner.Write(position + half, bytes[half..]);
        }

        public void Truncate(long length)
        {
            fall.Pass();
            inner.Truncate(length);
        }

        public void Flush()
        {
            fall.Pass();
            inner.Flush();
        }

        public void Dispose() => inner.Dispose();
    }
}
