using Spico.Silo.Files;

namespace Spico.Gateway.Files;

/// <summary>
/// Carries the bytes of files between a door and the silos: the port that the HTTP door is written against. The ticket
/// says who; a silo checks it, and the right, at each call. A refusal is an answer: nothing is thrown for it.
/// </summary>
public interface IFileTransfers
{
    /// <summary>How an upload stands.</summary>
    ValueTask<UploadStatus> LookAsync(string ticket);

    /// <summary>Adds bytes to an upload.</summary>
    ValueTask<UploadStatus> AppendAsync(UploadPiece piece);

    /// <summary>
    /// Takes bytes from an offset on away again; or, at the end of the bytes, says that those held back are sound.
    /// </summary>
    ValueTask<UploadStatus> SettleAsync(string ticket, long offset);

    /// <summary>Gives an upload up.</summary>
    ValueTask<UploadStatus> CancelAsync(string ticket);

    /// <summary>Bytes of a file.</summary>
    ValueTask<FilePiece> ReadAsync(FileRead read);
}
