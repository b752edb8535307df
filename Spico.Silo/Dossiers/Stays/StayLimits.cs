namespace Spico.Silo.Dossiers.Stays;

/// <summary>What stays in hospital may hold. They are part of the contract, and told in its comments.</summary>
internal static class StayLimits
{
    /// <summary>Characters of the name of a hospital, and of a ward.</summary>
    public const int NameCharacters = 200;

    /// <summary>Steps of a stay.</summary>
    public const int Steps = 100;

    /// <summary>Stays of a dossier that are not over.</summary>
    public const int Open = 20;

    /// <summary>Stays that a view shows, the last ones.</summary>
    public const int Recent = 50;
}
