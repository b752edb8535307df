namespace Spico.Silo.Dossiers.Circle;

/// <summary>What a circle may hold. They are part of the contract, and told in its comments.</summary>
internal static class CircleLimits
{
    /// <summary>Members, present and past.</summary>
    public const int Members = 500;

    /// <summary>Periods of a member.</summary>
    public const int Periods = 100;

    /// <summary>Characters of the name of a structure or a relative.</summary>
    public const int NameCharacters = 200;

    /// <summary>Characters of a telephone number, and of how a relative is related.</summary>
    public const int ContactCharacters = 100;

    /// <summary>Characters of a written designation.</summary>
    public const int DesignationCharacters = 200;
}
