using System.Data.Common;
using Spico.Silo.Professionals.Import;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals.Stores;

/// <summary>
/// Where the directory is kept. One is in use, whole; at most one more waits, a draft that was sealed and held.
/// Failures are typed as <see cref="StoreException"/>.
/// </summary>
internal interface IDirectoryStore
{
    /// <summary>Opens the directory in use for reading; null when there is none.</summary>
    ValueTask<DbConnection?> OpenAsync();

    /// <summary>The import in use, and the draft that waits, if any.</summary>
    Task<(ImportRecord? InUse, ImportRecord? Draft)> ReadRecordsAsync(CancellationToken cancellationToken);

    /// <summary>What was found wrong with the rows of the import in use, or of the draft.</summary>
    Task<List<Finding>> ReadFindingsAsync(bool ofDraft, CancellationToken cancellationToken);

    /// <summary>Begins a draft in the place of any that waits. One at a time.</summary>
    /// <exception cref="StoreRefusedException">Another import is running.</exception>
    Task<IDirectoryDraft> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Puts the sealed draft in use, at one moment for everybody. Returns whether there was one.</summary>
    Task<bool> PutInUseAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What a failure of the database is to whoever asked; one to be tried again says so.</summary>
    StoreException FailureOf(DbException exception);

    /// <summary>Throws the draft away.</summary>
    Task DiscardAsync(CancellationToken cancellationToken);
}
