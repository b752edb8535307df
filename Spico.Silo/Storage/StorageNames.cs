namespace Spico.Silo.Storage;

/// <summary>The grain storages of a silo.</summary>
internal static class StorageNames
{
    /// <summary>Accounts and revocations: the only copy there is.</summary>
    public const string Accounts = "accounts";

    /// <summary>Snapshots of folds: a cache, whose loss costs time and nothing else.</summary>
    public const string Snapshots = "snapshots";
}
