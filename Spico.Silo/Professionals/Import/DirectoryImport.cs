using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Spico.Silo.Professionals.Stores;

namespace Spico.Silo.Professionals.Import;

/// <summary>
/// Imports an extract: all of it or nothing. The directory in use serves until another is whole; one that would lose
/// too much waits for a person to say yes. Memory does not grow with the file.
/// </summary>
internal sealed partial class DirectoryImport(IDirectoryStore store, DirectoryOptions options, TimeProvider time)
{
    /// <summary>Imports a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellationToken">Gives up; nothing was changed then.</param>
    /// <exception cref="ExtractRefusedException">The file is not taken; nothing was changed.</exception>
    public async Task<ImportOutcome> RunAsync(
        string path, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string hash = await HashAsync(path, cancellationToken);
        (ImportRecord? inUse, _) = await store.ReadRecordsAsync(cancellationToken);
        if (inUse?.Sha256 == hash)
        {
            return new ImportOutcome(inUse, ImportState.Unchanged, []);
        }

        var findings = new Findings(options.FindingsMax);
        ImportRecord record;
        await using (IDirectoryDraft draft = await store.BeginAsync(cancellationToken))
        {
            record = await FillAsync(draft, path, hash, inUse, findings, progress, cancellationToken);
        }

        if (record.HeldFor.Count > 0)
        {
            return new ImportOutcome(record, ImportState.Held, findings.First);
        }

        await store.PutInUseAsync(time.GetUtcNow(), cancellationToken);
        return new ImportOutcome(record, ImportState.InUse, findings.First);
    }

    private async Task<ImportRecord> FillAsync(
        IDirectoryDraft draft,
        string path,
        string hash,
        ImportRecord? inUse,
        Findings findings,
        IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        const int RowsBetweenReports = 100_000;
        var terms = new TermBook(options.TermsMax);
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var reader = new ExtractReader(stream, options, terms, findings);
        await foreach (ExtractRow row in reader.ReadAsync(cancellationToken))
        {
            await draft.AddAsync(row);
            if (reader.Rows % RowsBetweenReports == 0)
            {
                progress?.Report($"{reader.Rows:n0} rows read");
            }
        }

        progress?.Report($"{reader.Rows:n0} rows read, {reader.LeftOut:n0} left out; people, structures, practices …");
        DraftCounts counts = await draft.BuildAsync(terms.All, findings, cancellationToken);
        if (counts.People == 0)
        {
            throw new ExtractRefusedException(0, "", "No row of the file names a person.");
        }

        var record = new ImportRecord
        {
            Id = Guid.CreateVersion7(),
            File = Path.GetFileName(path),
            Sha256 = hash,
            ExtractDate = ExtractDate().Match(Path.GetFileName(path)).Value,
            ImportedAt = time.GetUtcNow(),
            Rows = reader.Rows,
            LeftOut = reader.LeftOut,
            Findings = findings.Count,
            People = counts.People,
            Structures = counts.Structures,
            Practices = counts.Practices,
            VanishedPeople = counts.VanishedPeople,
            VanishedStructures = counts.VanishedStructures,
            Renamed = counts.Renamed,
        };
        record = record with { HeldFor = [.. Objections(record, counts, inUse)] };
        progress?.Report($"{counts.People:n0} people, {counts.Practices:n0} practices; indexes …");
        await draft.SealAsync(record, findings.First, cancellationToken);
        return record;
    }

    private IEnumerable<string> Objections(ImportRecord record, DraftCounts counts, ImportRecord? inUse)
    {
        if (IsTooMuch(counts.VanishedPeople, counts.PeopleInUse))
        {
            yield return Lost("people", counts.VanishedPeople, counts.PeopleInUse);
        }

        if (IsTooMuch(counts.VanishedStructures, counts.StructuresInUse))
        {
            yield return Lost("structures", counts.VanishedStructures, counts.StructuresInUse);
        }

        if (counts.Renamed > options.RenamedMax)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{counts.Renamed} people have an identifier that was somebody else's.");
        }

        if (inUse is not null && record.ExtractDate.Length > 0
            && string.CompareOrdinal(record.ExtractDate, inUse.ExtractDate) < 0)
        {
            yield return "The extract is older than the one in use.";
        }
    }

    private bool IsTooMuch(long vanished, long inUse) => vanished > inUse * options.VanishedPercentMax / 100;

    private static string Lost(string what, long vanished, long inUse) => string.Create(
        CultureInfo.InvariantCulture, $"{vanished} of {inUse} {what} would vanish.");

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    // As in PS_LibreAcces_Personne_activite_202611250830.txt.
    [GeneratedRegex("[0-9]{12}")]
    private static partial Regex ExtractDate();
}
