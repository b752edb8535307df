namespace Spico.Silo.Dossiers.FollowUps;

/// <summary>What the following of a patient may hold. Part of the contract, and told in its comments.</summary>
internal static class FollowUpLimits
{
    /// <summary>Episodes of a dossier, present and past.</summary>
    public const int Episodes = 200;
}
