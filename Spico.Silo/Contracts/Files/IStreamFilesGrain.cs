using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>The files that the facts of a stream show. Whoever may read the fact may have the file.</summary>
[Alias("spico.stream-files")]
public interface IStreamFilesGrain : IGrainWithStringKey
{
    /// <summary>Gives a ticket for a file that a fact shows.</summary>
    [Alias("begin-download"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> BeginDownload(Caller caller, BeginDownloadRequest request);

    /// <summary>Bytes of a file. The right to read the fact is checked at each call.</summary>
    [Alias("read-file"), ResponseTimeout("00:00:10")]
    ValueTask<FilePiece> ReadFile(FileRead read);
}
