using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>What in a dossier was made of a message.</summary>
internal static class FiledEntries
{
    private static readonly FiledEntry Nothing = new(null, FiledKind.Unspecified, null);

    /// <summary>What a fact of a dossier made of a message, as far as it is still shown; else nothing.</summary>
    public static FiledEntry Find(DossierState fold, ulong seq) =>
        Of(FiledKind.Liaison, fold.Liaison.Find(seq)?.Source)
        ?? Of(FiledKind.Task, fold.Tasks.Find(seq)?.Source)
        ?? Of(FiledKind.Stay, fold.Stays.Find(seq)?.Source)
        ?? Of(FiledKind.Document, SourceOf(fold.Documents.Find(seq), seq))
        ?? Nothing;

    /// <summary>The same, as the fact itself tells it; nothing when what it tells of was withdrawn.</summary>
    public static FiledEntry Of(DossierState fold, Fact fact, ulong seq) =>
        Of(FiledKind.Liaison, fact.LiaisonChanged?.Entry.Source)
        ?? Of(FiledKind.Task, fact.CareTaskChanged?.Task.Source)
        ?? Of(FiledKind.Stay, fact.StayChanged?.Stay.Source)
        ?? (fact.DocumentChanged is { Document: var document }
            && fold.Ended.Find(Fact.BodyOneofCase.DocumentChanged, document.Document) is null
            ? Of(FiledKind.Document, SourceOf(document, seq))
            : null)
        ?? Nothing;

    private static FiledEntry? Of(FiledKind kind, FactSource? source) =>
        source is null ? null : new FiledEntry(null, kind, source);

    private static FactSource? SourceOf(DossierDocument? document, ulong seq) =>
        document?.Sources.FirstOrDefault(source => source.Seq == seq)?.Source;
}
