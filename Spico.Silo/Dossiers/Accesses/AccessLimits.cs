namespace Spico.Silo.Dossiers.Accesses;

/// <summary>How many there may be who are not in the circle. They are part of the contract.</summary>
internal static class AccessLimits
{
    /// <summary>Rights that last: beyond, the oldest by a structure ends.</summary>
    public const int Open = 200;

    /// <summary>Emergencies that are over, and still shown.</summary>
    public const int Past = 20;
}
