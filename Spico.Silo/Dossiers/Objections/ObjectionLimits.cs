namespace Spico.Silo.Dossiers.Objections;

/// <summary>What objections may hold. They are part of the contract, and told in its comments.</summary>
internal static class ObjectionLimits
{
    /// <summary>Objections of a dossier, those that hold and those that were lifted.</summary>
    public const int Count = 200;

    /// <summary>Professionals, and structures, that an objection names.</summary>
    public const int Named = 100;
}
