using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>What in a dossier was made of a message, as far as the dossier still shows it.</summary>
internal static class FiledEntries
{
    /// <summary>What a fact of a dossier made of a message; nothing when it is not shown any more.</summary>
    public static FiledEntry Find(DossierState fold, ulong seq) =>
        fold.Liaison.Find(seq)?.Source is { } told ? new FiledEntry(null, FiledKind.Liaison, told)
        : fold.Tasks.Find(seq)?.Source is { } asked ? new FiledEntry(null, FiledKind.Task, asked)
        : fold.Stays.Find(seq)?.Source is { } stayed ? new FiledEntry(null, FiledKind.Stay, stayed)
        : fold.Documents.Find(seq)?.Sources.FirstOrDefault(source => source.Seq == seq)?.Source is { } shown
            ? new FiledEntry(null, FiledKind.Document, shown)
        : new FiledEntry(null, FiledKind.Unspecified, null);
}
