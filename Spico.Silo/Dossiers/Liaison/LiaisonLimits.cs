namespace Spico.Silo.Dossiers.Liaison;

/// <summary>What a liaison notebook may hold. They are part of the contract, and told in its comments.</summary>
internal static class LiaisonLimits
{
    /// <summary>Characters of an entry.</summary>
    public const int TextCharacters = 4_000;

    /// <summary>Entries that a view shows: the last ones.</summary>
    public const int Recent = 100;
}
