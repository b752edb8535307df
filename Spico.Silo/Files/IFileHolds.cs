using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// Has a stream hold the files that a new fact of it is to show. A seam: tests show files without bytes.
/// </summary>
internal interface IFileHolds
{
    /// <summary>Checks the fields of what is to be shown; null when all is well.</summary>
    /// <param name="author">Who shows it.</param>
    /// <param name="requestId">The request whose fact does.</param>
    /// <param name="files">What.</param>
    /// <param name="field">The field it stands in.</param>
    /// <param name="holding">What holds them, when all is well.</param>
    Error? TryRead(
        Caller author,
        ByteString requestId,
        IReadOnlyList<FileReference> files,
        string field,
        out FileHolding? holding);
}
