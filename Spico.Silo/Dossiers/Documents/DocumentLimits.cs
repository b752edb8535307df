namespace Spico.Silo.Dossiers.Documents;

/// <summary>What documents may hold. They are part of the contract, and told in its comments.</summary>
internal static class DocumentLimits
{
    /// <summary>Characters of a title, and of the author's name.</summary>
    public const int TitleCharacters = 200;

    /// <summary>Versions of a document.</summary>
    public const int Versions = 100;

    /// <summary>Messages that a document is known to come from.</summary>
    public const int Sources = 100;

    /// <summary>Documents of each class that a view shows, the last ones, and that may still be changed.</summary>
    public const int Recent = 100;
}
