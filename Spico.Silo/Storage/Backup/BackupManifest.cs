namespace Spico.Silo.Storage.Backup;

/// <summary>What a backup says of itself: the archive's last entry, as JSON.</summary>
/// <param name="Format">The layout of the archive: 1.</param>
/// <param name="Kind">The kind of store: <c>sqlite</c> or <c>postgresql</c>.</param>
/// <param name="Store">The store's id.</param>
/// <param name="Epoch">The store's epoch.</param>
/// <param name="Clock">The store's clock.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Migrations">The scripts that made the schema.</param>
/// <param name="Parts">What the archive holds, in the order it is brought back.</param>
internal sealed record BackupManifest(
    int Format,
    string Kind,
    Guid Store,
    uint Epoch,
    long Clock,
    DateTimeOffset MadeAt,
    IReadOnlyList<string> Migrations,
    IReadOnlyList<BackupPart> Parts)
{
    public const int CurrentFormat = 1;
}
