using System.CommandLine;
using Spico.Silo.Storage.Backup;
using Spico.Silo.Streams;

namespace Spico.Silo.Host;

/// <summary>
/// <c>spico backup</c> and <c>spico restore</c>. A backup may be made of a running server; it holds sealed content,
/// and is worth nothing without the master key, which is backed up apart from it.
/// </summary>
internal static class BackupCommands
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "The backup." };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Replaces a store that is not empty, or another store than the one backed up.",
    };

    public static Command CreateBackup(Argument<string[]> settings)
    {
        var backup = new Command("backup", "Writes everything the store holds to a new file.") { File, settings };
        backup.SetAction((parsed, cancellation) => SayAsync(
            parsed.GetValue(settings) ?? [],
            store => StoreOf(store).BackupAsync(parsed.GetValue(File)!.FullName, cancellation)));
        return backup;
    }

    public static Command CreateRestore(Argument<string[]> settings)
    {
        var restore = new Command("restore", "Makes a store, stopped or new, what it was. Clients resynchronise.")
        {
            File, Force, settings,
        };
        restore.SetAction((parsed, cancellation) => SayAsync(
            parsed.GetValue(settings) ?? [],
            store => StoreOf(store).RestoreAsync(
                parsed.GetValue(File)!.FullName,
                StoreFiles.HighWaterMarkOf(store),
                parsed.GetValue(Force),
                cancellation)));
        return restore;
    }

    private static IStoreBackup StoreOf(SiloOptions options) => options.UsesPostgreSql
        ? new PostgreSqlBackup(options.ConnectionString)
        : new SqliteBackup(
            StoreFiles.LogOf(options), StoreFiles.GrainsOf(options), StoreFiles.DirectoryOf(options));

    private static async Task<int> SayAsync(string[] settings, Func<SiloOptions, Task<StoreIdentity>> work)
    {
        HostApplicationBuilder builder = Defaults.CreateToolBuilder(settings);
        HostSettings chosen =
            HostSettings.From(HostRole.All, builder.Environment.EnvironmentName, builder.Configuration);
        try
        {
            StoreIdentity store = await work(chosen.Silo);
            await Console.Out.WriteLineAsync($"store {store.Id:N} epoch {store.Epoch}");
            return 0;
        }
        catch (Exception exception) when (exception is StoreRefusedException or StoreException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
