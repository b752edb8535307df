using Spico.Silo.Professionals.Import;

namespace Spico.Silo.Professionals.Stores;

/// <summary>
/// A directory that is being made beside the one in use. Nobody sees it before it is put in use; left behind by a
/// crash, the next import begins again.
/// </summary>
internal interface IDirectoryDraft : IAsyncDisposable
{
    /// <summary>Adds a row. Several are written at once.</summary>
    ValueTask AddAsync(ExtractRow row);

    /// <summary>Makes people, structures and practices of the rows, and compares them with those in use.</summary>
    Task<DraftCounts> BuildAsync(IEnumerable<Term> terms, Findings findings, CancellationToken cancellationToken);

    /// <summary>Makes what searching needs, and signs the draft with its record: now it can be put in use.</summary>
    Task SealAsync(ImportRecord record, IReadOnlyList<Finding> findings, CancellationToken cancellationToken);
}
