using Orleans.Configuration;
using Spico.Silo.Storage;

namespace Spico.Silo;

/// <summary>Where grains keep rarely written state and reminders.</summary>
internal static class GrainStorages
{
    /// <summary>
    /// The name that Orleans maps to Microsoft.Data.Sqlite; the assembly's own name is not known to it and throws.
    /// </summary>
    public const string SqliteInvariant = "System.Data.SQLite";

    /// <summary>Adds the storages of <see cref="StorageNames"/> and the reminders.</summary>
    public static ISiloBuilder UseSpicoStorages(this ISiloBuilder silo, SiloOptions options)
    {
        string invariant = options.UsesPostgreSql ? Clustering.PostgreSqlInvariant : SqliteInvariant;
        string connectionString = options.UsesPostgreSql
            ? options.ConnectionString
            : $"Data Source={StoreFiles.GrainsOf(options)}";
        silo.AddAdoNetGrainStorage(StorageNames.Accounts, Configure);
        silo.AddAdoNetGrainStorage(StorageNames.Snapshots, Configure);
        return silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = invariant;
            reminders.ConnectionString = connectionString;
        });

        void Configure(AdoNetGrainStorageOptions storage)
        {
            storage.Invariant = invariant;
            storage.ConnectionString = connectionString;
            storage.GrainStorageSerializer = new GrainStateJson();
        }
    }
}
