namespace Spico.Silo.Dossiers.Administration;

/// <summary>What administrative information may hold. Part of the contract, and told in its comments.</summary>
internal static class AdministrationLimits
{
    /// <summary>Characters of a value.</summary>
    public const int TextCharacters = 300;

    /// <summary>Fields of one change.</summary>
    public const int Changes = 20;
}
