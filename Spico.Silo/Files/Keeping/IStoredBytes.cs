namespace Spico.Silo.Files.Keeping;

/// <summary>An open part of a file, in the store.</summary>
internal interface IStoredBytes : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    long Length { get; }

    /// <summary>Reads from a place; fewer than asked for at the end only.</summary>
    int Read(long position, Span<byte> bytes);

    /// <summary>Writes at a place, over what is there.</summary>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Takes away what lies beyond a length.</summary>
    void Truncate(long length);

    /// <summary>Returns when what was written survives a power cut.</summary>
    void Flush();
}
