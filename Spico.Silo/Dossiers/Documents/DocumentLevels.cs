using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>How confidential documents are.</summary>
internal static class DocumentLevels
{
    /// <summary>The levels there are.</summary>
    public static DocumentLevel[] All { get; } =
        [DocumentLevel.Normal, DocumentLevel.Restricted, DocumentLevel.VeryRestricted];

    /// <summary>The level that is meant: where none is said, the normal one.</summary>
    public static DocumentLevel Of(DocumentLevel said) =>
        said == DocumentLevel.Unspecified ? DocumentLevel.Normal : said;

    /// <summary>The class of what is of a level.</summary>
    public static DataClass ClassOf(DocumentLevel level) => level switch
    {
        DocumentLevel.Restricted => DataClass.DocumentRestricted,
        DocumentLevel.VeryRestricted => DataClass.DocumentVeryRestricted,
        _ => DataClass.DocumentNormal,
    };
}
