namespace Spico.Silo;

/// <summary>The files of a silo, by its options.</summary>
internal static class StoreFiles
{
    /// <summary>The log of a single node.</summary>
    public static string LogOf(SiloOptions options) => Path.Combine(DataFolderOf(options), "log.db");

    /// <summary>Accounts, snapshots, reminders and people of a single node.</summary>
    public static string GrainsOf(SiloOptions options) => Path.Combine(DataFolderOf(options), "grains.db");

    /// <summary>The directory of professionals of a single node.</summary>
    public static string DirectoryOf(SiloOptions options) => Path.Combine(DataFolderOf(options), "directory.db");

    /// <summary>The folder of files, unless another is configured.</summary>
    public static string FilesOf(SiloOptions options) => Path.Combine(DataFolderOf(options), "files");

    /// <summary>The key that wraps the key of every stream.</summary>
    public static string MasterKeyOf(SiloOptions options) => Path.Combine(options.KeysFolderInForce, "master.key");

    /// <summary>How far the store was, beside the key and not the store.</summary>
    public static string HighWaterMarkOf(SiloOptions options) =>
        Path.Combine(options.KeysFolderInForce, "high-water.mark");

    /// <summary>What was erased, beside the key and not the store.</summary>
    public static string ErasedOf(SiloOptions options) => Path.Combine(options.KeysFolderInForce, "erased.ledger");

    private static string DataFolderOf(SiloOptions options) => Path.GetFullPath(options.DataFolder);
}
