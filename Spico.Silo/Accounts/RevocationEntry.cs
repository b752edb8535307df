namespace Spico.Silo.Accounts;

/// <summary>The latest revocation of one person, as it is stored.</summary>
internal sealed class RevocationEntry
{
    public Guid Person { get; set; }

    public DateTimeOffset IssuedBefore { get; set; }

    /// <summary>The version of the list that this entry made.</summary>
    public long Version { get; set; }
}
