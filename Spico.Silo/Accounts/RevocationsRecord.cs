namespace Spico.Silo.Accounts;

/// <summary>The region's revocations as they are stored. Add properties; never rename one.</summary>
internal sealed class RevocationsRecord
{
    public long Version { get; set; }

    public List<RevocationEntry> Entries { get; set; } = [];
}
