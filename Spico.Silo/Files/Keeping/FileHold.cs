using Spico.Protocol;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// A stream holds a file: its key, wrapped under the stream's. Recorded before the fact that shows the file, because
/// the other order shows what may be gone; a hold whose fact never came is found by its request, and dropped.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Author">Who posts the fact that shows it.</param>
/// <param name="Request">The request that does.</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="SealedKey">The file's key, sealed under the stream's key.</param>
/// <param name="IsShown">Whether the fact was found.</param>
internal sealed record FileHold(
    FileId File,
    StreamId Stream,
    PersonId Author,
    RequestId Request,
    long At,
    byte[] SealedKey,
    bool IsShown = false);
