using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>
/// Writes everything a store holds to one file, and brings it back. One implementation a store. A backup holds sealed
/// content and wrapped keys: without the master key, which is kept elsewhere, it is worth nothing.
/// </summary>
internal interface IStoreBackup
{
    /// <summary>
    /// Writes the store as it is at one moment, while it is in use or not. The file appears when it is complete.
    /// </summary>
    /// <exception cref="StoreRefusedException">There is a file of that name already, or no store.</exception>
    Task<StoreIdentity> BackupAsync(string file, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the store what it was when the backup was made, in an epoch above all that were seen: every position
    /// handed out since is void. Nobody may be using the store.
    /// </summary>
    /// <param name="file">The backup.</param>
    /// <param name="highWaterMarkPath">The mark beside the master key; it is moved on.</param>
    /// <param name="force">Replaces a store that is not empty, or another store than the one backed up.</param>
    /// <param name="cancellationToken">Gives up; the store is then as it was before.</param>
    /// <exception cref="StoreRefusedException">
    /// The store is in use or not empty, or the file is damaged or of another kind of store.
    /// </exception>
    Task<StoreIdentity> RestoreAsync(
        string file, string highWaterMarkPath, bool force, CancellationToken cancellationToken);
}
