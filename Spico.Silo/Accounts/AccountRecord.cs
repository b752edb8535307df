namespace Spico.Silo.Accounts;

/// <summary>A local account as it is stored. Add properties; never rename one.</summary>
internal sealed class AccountRecord
{
    public Guid Person { get; set; }

    public string Name { get; set; } = string.Empty;

    public string PasswordHash { get; set; } = string.Empty;

    public bool IsAdministrator { get; set; }
}
