using Spico.Protocol;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// Where the bytes of files lie, sealed: a folder, or whatever can be written to at any place. Every silo sees the
/// same. Failures are typed as <see cref="Streams.StoreException"/>. Its calls block: not on a grain's turn.
/// </summary>
internal interface IFileStore
{
    /// <summary>Opens a part of a file to write to it; made when it is not there.</summary>
    IStoredBytes OpenToWrite(FileId file, FilePart part);

    /// <summary>Opens a part of a file to read it, or null when it is not there.</summary>
    IStoredBytes? OpenToRead(FileId file, FilePart part);

    /// <summary>Deletes a part, if it is there.</summary>
    void Delete(FileId file, FilePart part);

    /// <summary>The parts that are there and were not written to since a time, in no particular order.</summary>
    List<(FileId File, FilePart Part)> ListUntouchedSince(DateTimeOffset since);
}
