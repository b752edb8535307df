namespace Spico.Silo.Dossiers.Plans;

/// <summary>What coordination plans may hold. They are part of the contract, and told in its comments.</summary>
internal static class PlanLimits
{
    /// <summary>Characters of what a goal says, of an agreement.</summary>
    public const int TextCharacters = 500;

    /// <summary>Goals of a plan.</summary>
    public const int Goals = 30;

    /// <summary>Actions of a plan.</summary>
    public const int Actions = 60;

    /// <summary>Versions that a plan names.</summary>
    public const int Versions = 20;

    /// <summary>Bytes of a plan as PDF.</summary>
    public const int DocumentBytes = 640 * 1024;
}
