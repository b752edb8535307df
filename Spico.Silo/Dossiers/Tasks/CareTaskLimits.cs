namespace Spico.Silo.Dossiers.Tasks;

/// <summary>What tasks may hold. They are part of the contract, and told in its comments.</summary>
internal static class CareTaskLimits
{
    /// <summary>Characters of a title.</summary>
    public const int TitleCharacters = 200;

    /// <summary>Characters of a description.</summary>
    public const int DescriptionCharacters = 4_000;

    /// <summary>Open tasks of a dossier.</summary>
    public const int Open = 200;
}
