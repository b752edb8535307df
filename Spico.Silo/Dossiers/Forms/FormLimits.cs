namespace Spico.Silo.Dossiers.Forms;

/// <summary>What forms may hold. They are part of the contract, and told in its comments.</summary>
internal static class FormLimits
{
    /// <summary>Items of a definition.</summary>
    public const int Items = 500;

    /// <summary>Groups in groups.</summary>
    public const int Depth = 8;

    /// <summary>Characters of a name in a definition.</summary>
    public const int NameCharacters = 255;

    /// <summary>Characters of what a definition asks or says.</summary>
    public const int TextCharacters = 1_000;

    /// <summary>Options of a choice.</summary>
    public const int Options = 200;

    /// <summary>Bytes of a file that holds a definition.</summary>
    public const int DefinitionBytes = 512 * 1024;

    /// <summary>Bytes of answers.</summary>
    public const int AnswerBytes = 32 * 1024;

    /// <summary>Characters of an answer, unless its item says less.</summary>
    public const int AnswerCharacters = 4_000;

    /// <summary>Characters of a unit.</summary>
    public const int UnitCharacters = 50;

    /// <summary>How often what repeats may be there, unless its item says less.</summary>
    public const int Occurrences = 50;

    /// <summary>Completed forms of a dossier and data class.</summary>
    public const int Responses = 200;

    /// <summary>Documents that a form names anew.</summary>
    public const int Documents = 100;

    /// <summary>Drafts of a person to a dossier.</summary>
    public const int Drafts = 8;
}
