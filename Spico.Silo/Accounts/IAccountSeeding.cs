namespace Spico.Silo.Accounts;

/// <summary>
/// Sets accounts whose password was hashed before: the demo region's, which share one. Within the silo only.
/// </summary>
[Alias("spico.account-seeding")]
internal interface IAccountSeeding : IGrainWithStringKey
{
    /// <summary>Creates or replaces the account.</summary>
    [Alias("seed"), ResponseTimeout("00:00:10")]
    ValueTask Seed(Guid person, string name, string passwordHash, bool isAdministrator);
}
