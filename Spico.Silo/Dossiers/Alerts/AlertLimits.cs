namespace Spico.Silo.Dossiers.Alerts;

/// <summary>How many alerts a dossier may raise. They are part of the contract, and told in its comments.</summary>
internal static class AlertLimits
{
    /// <summary>Alerts that a dossier raises a day; what is beyond waits for the next.</summary>
    public const int OfDay = 20;

    /// <summary>Alerts of a dossier that stand; what is beyond waits until one is over.</summary>
    public const int Standing = 100;

    /// <summary>How long an alert may be put off.</summary>
    public static readonly TimeSpan SnoozeMax = TimeSpan.FromDays(90);
}
