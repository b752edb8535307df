using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>How confidential documents are.</summary>
internal static class DocumentLevels
{
    /// <summary>The level that is meant: where none is said, the normal one.</summary>
    public static DocumentLevel Of(DocumentLevel said) =>
        said == DocumentLevel.Unspecified ? DocumentLevel.Normal : said;

    /// <summary>The class of a document: by its level, and by who is named for it.</summary>
    public static DataClass ClassOf(DossierDocument document) => ClassOf(document.Level, document.Named);

    /// <summary>The class of what is of a level, with roles named that may be.</summary>
    public static DataClass ClassOf(DocumentLevel level, IReadOnlyCollection<CareRole> named) =>
        NamedClasses.Of(ClassOf(level), named) ?? ClassOf(level);

    /// <summary>Whether these roles may be named for documents of a level.</summary>
    public static bool MayName(DocumentLevel level, IReadOnlyCollection<CareRole> named) =>
        NamedClasses.Of(ClassOf(level), named) is not null;

    private static DataClass ClassOf(DocumentLevel level) => level switch
    {
        DocumentLevel.Restricted => DataClass.DocumentRestricted,
        DocumentLevel.VeryRestricted => DataClass.DocumentVeryRestricted,
        _ => DataClass.DocumentNormal,
    };
}
