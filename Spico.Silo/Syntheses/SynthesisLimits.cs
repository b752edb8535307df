namespace Spico.Silo.Syntheses;

/// <summary>What a request may hold: part of the contract, hence not configured.</summary>
internal static class SynthesisLimits
{
    /// <summary>Messages chosen one by one.</summary>
    public const int ChosenMessages = 500;

    /// <summary>Files chosen one by one.</summary>
    public const int ChosenFiles = 100;

    /// <summary>Messages compared in one verification.</summary>
    public const int VerifiedMessages = 500;
}
