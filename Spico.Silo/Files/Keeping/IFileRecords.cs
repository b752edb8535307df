using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// What is known of files, and which streams hold them. Each change is one transaction, flushed when it returns. Safe
/// to call from anywhere at once. Failures are typed as <see cref="Streams.StoreException"/>.
/// </summary>
internal interface IFileRecords
{
    /// <summary>A file, or null.</summary>
    ValueTask<FileRow?> FindAsync(FileId file);

    /// <summary>Records a file that was announced, if its owner has room for it.</summary>
    ValueTask<FileAdmission> AddAsync(FileRow row, FileQuota quota);

    /// <summary>Replaces a file's record, if it is still in a state; returns whether it was.</summary>
    ValueTask<bool> ChangeAsync(FileRow row, FileState from);

    /// <summary>Removes a file that is not ready.</summary>
    ValueTask<bool> RemoveUnreadyAsync(FileId file);

    /// <summary>
    /// Records that a stream holds a ready file; after this the file stays until the hold is dropped. False when there
    /// is no such file. Repeating it renews the time.
    /// </summary>
    ValueTask<bool> HoldAsync(FileHold hold);

    /// <summary>A stream's hold of a file, or null.</summary>
    ValueTask<FileHold?> FindHoldAsync(FileId file, StreamId stream);

    /// <summary>What a stream holds for one request of an author.</summary>
    ValueTask<List<FileHold>> ListHoldsOfAsync(StreamId stream, PersonId author, RequestId request);

    /// <summary>Notes that the fact of a hold was found.</summary>
    ValueTask NoteShownAsync(FileHold hold);

    /// <summary>
    /// Drops a hold, unless it was renewed; and the file's record, if nobody holds it any more. Returns whether the
    /// record is gone.
    /// </summary>
    ValueTask<bool> DropAsync(FileHold hold);

    /// <summary>
    /// Ends the owner's claim on a file; and removes its record, if nobody holds it. Returns whether the record is
    /// gone.
    /// </summary>
    ValueTask<bool> EndClaimAsync(FileId file);

    /// <summary>Files whose owner's claim ends by now.</summary>
    ValueTask<List<FileRow>> ListEndedAsync(long now, int limit);

    /// <summary>Files that wait to be looked at, in the order of their ids, after one of them.</summary>
    ValueTask<List<FileId>> ListWaitingAsync(FileId after, int limit);

    /// <summary>Holds in the order of their files, after one of them.</summary>
    ValueTask<List<FileHold>> ListHoldsAsync(FileHold? after, int limit);

    /// <summary>Which of these files are not recorded.</summary>
    ValueTask<List<FileId>> FindUnknownAsync(IReadOnlyCollection<FileId> files);
}
