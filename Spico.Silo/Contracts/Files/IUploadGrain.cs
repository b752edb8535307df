using Orleans.Concurrency;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// The upload of one file: announced, brought piece by piece, looked at, ready or refused; then a file of its owner's.
/// One call at a time. Nothing is thrown for a refusal.
/// </summary>
[Alias("spico.upload")]
public interface IUploadGrain : IGrainWithStringKey
{
    /// <summary>Announces the file. The key must be the one derived from the caller and the request id.</summary>
    [Alias("begin"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Begin(Caller caller, BeginUploadRequest request);

    /// <summary>How far the file is, for its owner.</summary>
    [Alias("get"), ResponseTimeout("00:00:10"), AlwaysInterleave]
    ValueTask<Reply> Get(Caller caller, GetFileRequest request);

    /// <summary>How the upload stands.</summary>
    [Alias("look"), ResponseTimeout("00:00:10"), AlwaysInterleave]
    ValueTask<UploadStatus> Look(string ticket);

    /// <summary>
    /// Adds bytes at the end, in memory of the system when it returns. After the last byte the file is looked at, and
    /// the answer says what came of it.
    /// </summary>
    [Alias("append"), ResponseTimeout("00:03:00")]
    ValueTask<UploadStatus> Append(UploadPiece piece);

    /// <summary>
    /// Takes bytes from an offset on away again, because they arrived damaged, or, at the end of the bytes, says that
    /// those held back are sound.
    /// </summary>
    [Alias("settle"), ResponseTimeout("00:03:00")]
    ValueTask<UploadStatus> Settle(string ticket, long offset);

    /// <summary>Gives the upload up; nothing is left of it. A file that a message shows stays.</summary>
    [Alias("cancel"), ResponseTimeout("00:00:10")]
    ValueTask<UploadStatus> Cancel(string ticket);

    /// <summary>Bytes of a ready file, for its owner.</summary>
    [Alias("read-own"), ResponseTimeout("00:00:10"), AlwaysInterleave]
    ValueTask<FilePiece> ReadOwn(FileRead read);

    /// <summary>
    /// Looks again at a file whose bytes are all there: the scanner was away, or a silo fell. Called by silos only.
    /// </summary>
    [Alias("inspect"), ResponseTimeout("00:03:00")]
    ValueTask Inspect();
}
